// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// Finds records and handshake messages in one direction of a connection, however the bytes are cut. Never throws; keeps at most one
/// message of <see cref="MaxMessageBytes"/>. Once <see cref="IsEncrypted"/> is set, only record headers are looked at. Not thread-safe.
/// </summary>
internal sealed class RecordReader(HandshakeDirection direction, IRecordSink sink)
{
    /// <summary>The most that is kept of one handshake message; a longer one is decoded from its beginning.</summary>
    public const int MaxMessageBytes = 32 * 1024;

    // RFC 8446 §5.2 allows 256 bytes beyond the content's 2^14, RFC 5246 §6.2.3 2048.
    private const int MaxRecordLength = (1 << 14) + 2048;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;

    private readonly byte[] _first = new byte[FirstBytes.Length];
    private readonly byte[] _record = new byte[RecordHeader];
    private readonly byte[] _head = new byte[2];
    private readonly byte[] _message = new byte[MessageHeader];
    private long _recordBytes;
    private int _firstCount;
    private int _recordFill;
    private int _headCount;
    private int _remaining;
    private int _messageFill;
    private int _messageRemaining;
    private int _wanted;
    private byte[] _body = [];
    private int _bodyCount;

    public HandshakeDirection Direction { get; } = direction;

    /// <summary>Set by the sink when the sender has switched to encryption, so that handshake records are no longer taken apart.</summary>
    public bool IsEncrypted { get; set; }

    public bool IsNotTls { get; private set; }

    /// <summary>All bytes that went this way.</summary>
    public long Bytes { get; private set; }

    /// <summary>Complete records that went this way.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes that belong to no whole record.</summary>
    public long BytesOutsideRecords => Bytes - _recordBytes;

    /// <summary>The version in the header of the current or last record.</summary>
    public ushort RecordVersion { get; private set; }

    /// <summary>The first bytes, at most <see cref="FirstBytes.Length"/>.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _firstCount);

    /// <summary>Whether the bytes so far end in the middle of a record or of a plain handshake message.</summary>
    public bool IsInside => !IsNotTls && (_recordFill > 0 || _messageFill > 0);

    /// <summary>Says where the bytes so far end, such as <c>12 bytes short of a ClientHello</c>; null between records.</summary>
    public string? Position
    {
        get
        {
            if (!IsInside)
            {
                return null;
            }

            if (_messageFill == MessageHeader)
            {
                HandshakeFrameKind kind = HandshakeMessageParser.KindOf(_message[0]);
                string name = kind == HandshakeFrameKind.Unknown ? "handshake message" : kind.ToString();
                return string.Create(CultureInfo.InvariantCulture, $"{_messageRemaining} bytes short of a whole {name}");
            }

            return _recordFill == RecordHeader
                ? string.Create(CultureInfo.InvariantCulture, $"{_remaining} bytes short of a whole record")
                : "inside a header";
        }
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        if (_firstCount < _first.Length)
        {
            ReadOnlySpan<byte> first = bytes[..Math.Min(bytes.Length, _first.Length - _firstCount)];
            first.CopyTo(_first.AsSpan(_firstCount));
            _firstCount += first.Length;
        }

        while (!bytes.IsEmpty && !IsNotTls)
        {
            if (_recordFill < RecordHeader)
            {
                ReadHeader(ref bytes);
            }
            else
            {
                ReadContent(ref bytes);
            }
        }
    }

    private void ReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        _record[_recordFill++] = bytes[0];
        bytes = bytes[1..];
        bool wrong = _recordFill switch
        {
            1 => _record[0] is < 20 or > 24,
            2 => _record[1] != 3,
            RecordHeader => BinaryPrimitives.ReadUInt16BigEndian(_record.AsSpan(3)) > MaxRecordLength,
            _ => false,
        };
        if (wrong)
        {
            IsNotTls = true;
            _body = [];
            sink.OnNotTls(this);
            return;
        }

        if (_recordFill == RecordHeader)
        {
            RecordVersion = BinaryPrimitives.ReadUInt16BigEndian(_record.AsSpan(1));
            _remaining = BinaryPrimitives.ReadUInt16BigEndian(_record.AsSpan(3));
            _headCount = 0;
            if (_remaining == 0)
            {
                EndRecord();
            }
        }
    }

    private void ReadContent(ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> content = bytes[..Math.Min(bytes.Length, _remaining)];
        bytes = bytes[content.Length..];
        _remaining -= content.Length;
        if (IsPlainHandshake)
        {
            while (!content.IsEmpty)
            {
                ReadMessage(ref content);
            }
        }
        else
        {
            for (int i = 0; i < content.Length && _headCount < _head.Length; i++)
            {
                _head[_headCount++] = content[i];
            }
        }

        if (_remaining == 0)
        {
            EndRecord();
        }
    }

    private bool IsPlainHandshake => _record[0] == ContentType.Handshake && !IsEncrypted;

    private void EndRecord()
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(_record.AsSpan(3));
        Records++;
        _recordBytes += RecordHeader + length;
        _recordFill = 0;
        if (!IsPlainHandshake)
        {
            sink.OnRecord(this, _record[0], length, _head.AsSpan(0, _headCount));
        }
    }

    private void ReadMessage(ref ReadOnlySpan<byte> content)
    {
        if (_messageFill < MessageHeader)
        {
            _message[_messageFill++] = content[0];
            content = content[1..];
            if (_messageFill < MessageHeader)
            {
                return;
            }

            _messageRemaining = MessageLength;
            _wanted = Math.Min(Math.Min(sink.BytesWanted(_message[0]), MaxMessageBytes), _messageRemaining);
            _bodyCount = 0;
        }

        ReadOnlySpan<byte> part = content[..Math.Min(content.Length, _messageRemaining)];
        content = content[part.Length..];
        _messageRemaining -= part.Length;
        if (_messageRemaining > 0 || _bodyCount > 0)
        {
            Keep(part);
            part = _body.AsSpan(0, _bodyCount);
        }

        if (_messageRemaining == 0)
        {
            _messageFill = 0;
            sink.OnMessage(this, _message[0], MessageLength, part[..Math.Min(part.Length, _wanted)]);
            _body = [];
        }
    }

    private int MessageLength => (_message[1] << 16) | (_message[2] << 8) | _message[3];

    private void Keep(ReadOnlySpan<byte> part)
    {
        int count = Math.Min(part.Length, _wanted - _bodyCount);
        if (count <= 0)
        {
            return;
        }

        // Grows with what has really come, not with what a header claims.
        if (_body.Length < _bodyCount + count)
        {
            Array.Resize(ref _body, Math.Min(_wanted, Math.Max(_bodyCount + count, 2 * _body.Length)));
        }

        part[..count].CopyTo(_body.AsSpan(_bodyCount));
        _bodyCount += count;
    }
}
