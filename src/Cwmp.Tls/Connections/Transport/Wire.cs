// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Diagnosis;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>
/// What a session has from the moment its handshake begins: set once and whole. A session without one has not begun.
/// </summary>
internal sealed class Wire
{
    private readonly ContextMaterial _material;
    private readonly bool _isServer;
    private readonly string? _host;
    private HandshakeRecorder? _recorder;
    private CertificateMessage _sentCertificate;

    /// <param name="material">The certificate and trust in force when the handshake began.</param>
    /// <param name="tap">The stream below.</param>
    /// <param name="recorder">Notes what crosses it.</param>
    /// <param name="trial">Judges the peer.</param>
    /// <param name="engine">Does the records and the key exchange.</param>
    /// <param name="host">The host a client dialled; null on a server.</param>
    public Wire(
        ContextMaterial material, WireTap tap, HandshakeRecorder recorder, PeerTrial trial, ITlsEngineConnection engine, string? host)
    {
        _material = material;
        _isServer = host is null;
        _host = host;
        _recorder = recorder;
        Tap = tap;
        Trial = trial;
        Engine = engine;
        tap.Record(recorder);
    }

    public WireTap Tap { get; }

    public PeerTrial Trial { get; }

    public ITlsEngineConnection Engine { get; }

    /// <summary>Null once the handshake is over and nobody traces.</summary>
    public HandshakeRecorder? Recorder => _recorder;

    public bool HasClientHello => _recorder is { HasClientHello: true };

    /// <summary>
    /// The handshake is over. Where nobody traces, the hellos and what else explained its failure are let go: idle connections are many.
    /// </summary>
    /// <returns>The facts, whole.</returns>
    public HandshakeFacts Establish()
    {
        HandshakeRecorder recorder = _recorder!;
        recorder.HandshakeCompleted();
        HandshakeFacts facts = recorder.GetFacts();
        Tap.Establish();
        if (recorder.Level == HandshakeTraceLevel.Off)
        {
            _sentCertificate = facts.SentCertificate;
            _recorder = null;
            Tap.Record(null);
        }

        return facts;
    }

    public HandshakeDiagnosis Diagnose() => new()
    {
        Facts = _recorder?.GetFacts() ?? AfterHandshake(),
        IsServer = _isServer,
        HasCertificate = _material.Settings.Credential is not null,
        Protocols = _material.Settings.Protocols,
        Host = _host,
        Peer = Trial.Outcome,
        CallbackFailure = Trial.Failure,
        IsPeerReset = Tap.IsPeerReset,
    };

    // All that a failure after the handshake is explained with.
    private HandshakeFacts AfterHandshake() => new()
    {
        FirstReceived = FirstBytesKind.Tls,
        FirstReceivedText = "a TLS record",
        BytesSent = 0,
        BytesReceived = 0,
        SentCertificate = _sentCertificate,
        Progress = HandshakeProgress.Complete,
    };
}
