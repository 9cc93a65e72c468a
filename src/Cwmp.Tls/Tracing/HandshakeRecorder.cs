// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.


namespace Cwmp.Tls.Tracing;

/// <summary>
/// Sits under the TLS engine and notes what crosses the wire: the facts that explain a failure always, frames from
/// <see cref="HandshakeTraceLevel.Messages"/> on, the bytes themselves with <see cref="HandshakeTraceLevel.Capture"/>. Never throws,
/// whatever the bytes; memory is bounded by the constants of <see cref="HandshakeTrace"/>. Safe for one reader, one writer and any
/// number of snapshots at a time.
/// </summary>
internal sealed class HandshakeRecorder : IRecordSink
{
    // Facts need the hellos, and of a certificate message only whether it is empty.
    private const int CertificateHeadBytes = 3;

    // Level and description, the inner content type, and the tag that all suites of TLS 1.3 but one use (RFC 8446 §5.2).
    private const int EncryptedAlertLength = 2 + 1 + 16;

    private static readonly NoteDetails SizeOfAlert = new() { Note = "the size of an alert" };
    private static readonly NoteDetails NoMeaning = new() { Note = "without meaning in TLS 1.3" };

    private readonly Lock _lock = new();
    private readonly bool _isServer;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly long _startTimestamp;
    private readonly RecordReader _sent;
    private readonly RecordReader _received;
    private readonly FrameList? _frames;
    private readonly CaptureBuffer? _capture;
    private DateTimeOffset _now;
    private ClientHelloDetails? _clientHello;
    private ServerHelloDetails? _serverHello;
    private bool _helloRetried;
    private bool _certificateRequested;
    private bool _completed;
    private HandshakeProgress _progress;
    private PeerEnd? _peerEnd;
    private bool _sentEnd;
    private DirectionFacts _sentFacts;
    private DirectionFacts _receivedFacts;

    /// <param name="isServer">Whether this side is the TLS server.</param>
    /// <param name="level">How much to remember.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public HandshakeRecorder(bool isServer, HandshakeTraceLevel level = HandshakeTraceLevel.Off, TimeProvider? timeProvider = null)
    {
        _isServer = isServer;
        _time = timeProvider ?? TimeProvider.System;
        _start = _time.GetUtcNow();
        _startTimestamp = _time.GetTimestamp();
        _sent = new RecordReader(HandshakeDirection.Sent, this);
        _received = new RecordReader(HandshakeDirection.Received, this);
        _frames = level >= HandshakeTraceLevel.Messages ? new FrameList() : null;
        _capture = level >= HandshakeTraceLevel.Capture ? new CaptureBuffer() : null;
        Level = level;
    }

    public HandshakeTraceLevel Level { get; }

    /// <summary>Whether a whole ClientHello has passed.</summary>
    public bool HasClientHello
    {
        get
        {
            lock (_lock)
            {
                return _progress >= HandshakeProgress.ClientHello;
            }
        }
    }

    /// <summary>Bytes the engine wrote to the transport, in order.</summary>
    public void Sent(ReadOnlySpan<byte> bytes) => Read(_sent, bytes);

    /// <summary>Bytes the engine read from the transport, in order.</summary>
    public void Received(ReadOnlySpan<byte> bytes) => Read(_received, bytes);

    /// <summary>This side ended its half of the TCP connection.</summary>
    public void SentEnd()
    {
        lock (_lock)
        {
            if (!_sentEnd)
            {
                _sentEnd = true;
                AddEnd(_sent, HandshakeFrameKind.EndOfStream);
            }
        }
    }

    /// <summary>The transport reported the end of the stream.</summary>
    public void ReceivedEnd() => ReceivedEnd(isReset: false);

    /// <summary>The transport reported a reset connection.</summary>
    public void ReceivedReset() => ReceivedEnd(isReset: true);

    /// <summary>
    /// The engine reports the handshake complete. In TLS 1.3 only this tells encrypted handshake messages from what follows them.
    /// </summary>
    public void HandshakeCompleted()
    {
        lock (_lock)
        {
            _completed = true;
            Advance(HandshakeProgress.Complete);
        }
    }

    /// <summary>What is known so far.</summary>
    public HandshakeFacts GetFacts()
    {
        lock (_lock)
        {
            (FirstBytesKind kind, string text) = FirstBytes.Classify(_received.First);
            return new HandshakeFacts
            {
                FirstReceived = kind,
                FirstReceivedText = text,
                BytesSent = _sent.Bytes,
                BytesReceived = _received.Bytes,
                SentAlert = _sentFacts.Alert,
                ReceivedAlert = _receivedFacts.Alert,
                EncryptedAlertsSent = _sentFacts.EncryptedAlerts,
                EncryptedAlertsReceived = _receivedFacts.EncryptedAlerts,
                ClientHello = _clientHello,
                ServerHello = _serverHello,
                HelloRetried = _helloRetried,
                CertificateRequested = _certificateRequested,
                SentCertificate = _sentFacts.Certificate,
                ReceivedCertificate = _receivedFacts.Certificate,
                Progress = _progress,
                PeerEnd = _peerEnd,
                ReceivedGarbage = _received.IsNotTls && kind == FirstBytesKind.Tls,
            };
        }
    }

    /// <summary>The frames so far, or null at <see cref="HandshakeTraceLevel.Off"/>.</summary>
    public HandshakeTrace? GetTrace()
    {
        lock (_lock)
        {
            return _frames is null
                ? null
                : new HandshakeTrace(_isServer, _frames.ToFrames(), _frames.Dropped, _sent.Bytes, _received.Bytes, _capture?.Snapshot());
        }
    }

    int IRecordSink.BytesWanted(byte messageType) => messageType switch
    {
        _ when _frames is not null => RecordReader.MaxMessageBytes,
        HandshakeMessageParser.ClientHello or HandshakeMessageParser.ServerHello => RecordReader.MaxMessageBytes,
        HandshakeMessageParser.Certificate => CertificateHeadBytes,
        _ => 0,
    };

    void IRecordSink.OnMessage(RecordReader reader, byte type, int length, ReadOnlySpan<byte> body)
    {
        ref DirectionFacts facts = ref FactsOf(reader);
        bool parse = _frames is not null || type is HandshakeMessageParser.ClientHello or HandshakeMessageParser.ServerHello;
        ParsedMessage message = parse
            ? HandshakeMessageParser.Parse(type, body, _serverHello)
            : new ParsedMessage(HandshakeMessageParser.KindOf(type), null, IsMalformed: false);
        switch (message.Kind)
        {
            case HandshakeFrameKind.ClientHello:
                _clientHello = message.Details as ClientHelloDetails;
                Advance(HandshakeProgress.ClientHello);
                break;
            case HandshakeFrameKind.HelloRetryRequest:
            case HandshakeFrameKind.ServerHello:
                _serverHello = message.Details as ServerHelloDetails;
                _helloRetried |= message.Kind == HandshakeFrameKind.HelloRetryRequest;
                Advance(message.Kind == HandshakeFrameKind.ServerHello ? HandshakeProgress.ServerHello : HandshakeProgress.ClientHello);
                break;
            case HandshakeFrameKind.Certificate:
                bool isEmpty = length < CertificateHeadBytes || body[..CertificateHeadBytes].IndexOfAnyExcept((byte)0) < 0;
                facts.Certificate = isEmpty ? CertificateMessage.Empty : CertificateMessage.Present;
                break;
            case HandshakeFrameKind.CertificateRequest:
                _certificateRequested = true;
                break;
            case HandshakeFrameKind.ServerHelloDone:
                Advance(HandshakeProgress.ServerFlight);
                break;
            case HandshakeFrameKind.ClientKeyExchange:
                Advance(HandshakeProgress.ClientFlight);
                break;
        }

        bool isCut = body.Length < length;
        _frames?.Add(_now, reader, message.Kind, ChosenVersion, length + 4, message.Details, message.IsMalformed && !isCut);
    }

    void IRecordSink.OnRecord(RecordReader reader, byte type, int length, ReadOnlySpan<byte> head)
    {
        ref DirectionFacts facts = ref FactsOf(reader);
        HandshakeDetails? details = null;
        HandshakeFrameKind kind;
        bool isMalformed = false;
        switch (type)
        {
            case ContentType.ChangeCipherSpec:
                kind = HandshakeFrameKind.ChangeCipherSpec;
                details = IsTls13 ? NoMeaning : null;
                OnChangeCipherSpec(reader);
                break;
            case ContentType.Alert when !reader.IsEncrypted && length == 2:
                kind = HandshakeFrameKind.Alert;
                var alert = new TlsAlert(head[0], head[1]);
                facts.Note(alert);
                details = _frames is null ? null : new AlertDetails { Alert = alert };
                break;
            case ContentType.Alert:
                kind = HandshakeFrameKind.Alert;
                facts.EncryptedAlerts++;
                isMalformed = !reader.IsEncrypted;
                break;
            case ContentType.Handshake:
                kind = HandshakeFrameKind.EncryptedHandshake;
                break;
            case ContentType.ApplicationData:
                kind = OnApplicationData(reader);
                details = IsTls13 && length == EncryptedAlertLength ? SizeOfAlert : null;
                break;
            default:
                kind = HandshakeFrameKind.Heartbeat;
                break;
        }

        _frames?.Add(_now, reader, kind, ChosenVersion, length, details, isMalformed);
    }

    void IRecordSink.OnNotTls(RecordReader reader) => _frames?.AddNotTls(_now, reader);

    private void Read(RecordReader reader, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            if (_frames is not null)
            {
                ReadClock();
            }

            _capture?.Add(_now, reader.Direction, bytes);
            reader.Read(bytes);
        }
    }

    // Steady, where the wall clock may be set back between two frames.
    private void ReadClock() => _now = _start + _time.GetElapsedTime(_startTimestamp);

    private void OnChangeCipherSpec(RecordReader reader)
    {
        // In TLS 1.3 the message means nothing (RFC 8446 §5), and a second ClientHello may follow it in plain text.
        if (_serverHello is null || IsTls13)
        {
            return;
        }

        reader.IsEncrypted = true;
        if (_sent.IsEncrypted && _received.IsEncrypted)
        {
            Advance(HandshakeProgress.BothEncrypted);
        }
    }

    private HandshakeFrameKind OnApplicationData(RecordReader reader)
    {
        if (IsTls13)
        {
            bool isFromServer = reader.Direction == HandshakeDirection.Sent == _isServer;
            Advance(isFromServer ? HandshakeProgress.ServerFlight : HandshakeProgress.ClientFlight);
            return _completed ? HandshakeFrameKind.ApplicationData : HandshakeFrameKind.Encrypted;
        }

        if (_serverHello is null || !reader.IsEncrypted)
        {
            return HandshakeFrameKind.Encrypted;
        }

        Advance(HandshakeProgress.Complete);
        return HandshakeFrameKind.ApplicationData;
    }

    private void ReceivedEnd(bool isReset)
    {
        lock (_lock)
        {
            if (_peerEnd is null)
            {
                AddEnd(_received, isReset ? HandshakeFrameKind.Reset : HandshakeFrameKind.EndOfStream);
                _peerEnd = new PeerEnd(_now, _progress, isReset, _received.IsInside);
            }
        }
    }

    private void AddEnd(RecordReader reader, HandshakeFrameKind kind)
    {
        ReadClock();
        _frames?.AddEnd(_now, reader, kind);
        _capture?.AddEnd(_now, reader.Direction, kind == HandshakeFrameKind.Reset);
    }

    private void Advance(HandshakeProgress progress)
    {
        if (progress > _progress)
        {
            _progress = progress;
        }
    }

    private ushort? ChosenVersion => _serverHello?.Version.Code;

    private bool IsTls13 => _serverHello?.Version.Code >= TlsNames.Tls13;

    private ref DirectionFacts FactsOf(RecordReader reader)
    {
        if (reader.Direction == HandshakeDirection.Sent)
        {
            return ref _sentFacts;
        }

        return ref _receivedFacts;
    }

    private struct DirectionFacts
    {
        public TlsAlert? Alert;
        public int EncryptedAlerts;
        public CertificateMessage Certificate;

        public void Note(TlsAlert alert)
        {
            if (Alert is null or { IsFatal: false })
            {
                Alert = alert;
            }
        }
    }
}
