// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.SslStream;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification.Rules;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Platform;

/// <summary>
/// The verdicts of a context for streams that somebody else owns: Kestrel, an HTTP handler, a program with its own <see cref="SslStream"/>.
/// What was found out about a peer lives as long as its stream. Thread-safe.
/// </summary>
internal sealed class PlatformPeers
{
    private readonly PeerVerifiers _verifiers;
    private readonly ILogger _log;
    private readonly ConditionalWeakTable<SslStream, TlsPeer> _peers = [];
    private readonly SharedCallbacks<Action<SslStream, TlsPeer>> _serverCallbacks;

    // The callback that a stream began with: when it asks again, it takes no other.
    private readonly ConditionalWeakTable<SslStream, RemoteCertificateValidationCallback> _streamCallbacks = [];
    private volatile SslOptionsFactory? _factory;

    public PlatformPeers(PeerVerifiers verifiers, ILogger log)
    {
        _verifiers = verifiers;
        _log = log;
        _serverCallbacks = new SharedCallbacks<Action<SslStream, TlsPeer>>(onJudged => CreateCallback(PeerRole.CpeDevice, onJudged));
    }

    public SslServerAuthenticationOptions CreateServerOptions(TlsEngineSettings settings, Action<SslStream, TlsPeer>? onJudged) =>
        FactoryFor(settings).CreateServer(_serverCallbacks.For(onJudged));

    public SslServerAuthenticationOptions CreateServerOptions(
        TlsEngineSettings settings, SslStream stream, Action<SslStream, TlsPeer>? onJudged) =>
        FactoryFor(settings).CreateServer(_streamCallbacks.GetValue(stream, _ => CreateCallback(PeerRole.CpeDevice, onJudged)));

    public SslClientAuthenticationOptions CreateClientOptions(
        TlsEngineSettings settings, string? host, Action<SslStream, TlsPeer>? onJudged) =>
        FactoryFor(settings).CreateClient(host, CreateCallback(PeerRole.AcsServer, onJudged));

    public void Add(SslStream stream, TlsPeer peer) => _peers.Add(stream, peer);

    public bool TryGet(SslStream stream, [NotNullWhen(true)] out TlsPeer? peer) => _peers.TryGetValue(stream, out peer);

    // The costly part of the options is made again only when the certificate or the trust has changed.
    private SslOptionsFactory FactoryFor(TlsEngineSettings settings)
    {
        SslOptionsFactory? factory = _factory;
        if (factory is null || !ReferenceEquals(factory.Settings, settings))
        {
            _factory = factory = new SslOptionsFactory(settings);
        }

        return factory;
    }

    private RemoteCertificateValidationCallback CreateCallback(PeerRole role, Action<SslStream, TlsPeer>? onJudged) =>
        (sender, certificate, chain, _) =>
        {
            var stream = (SslStream)sender;
            var trial = new PeerTrial(_verifiers, role, role == PeerRole.AcsServer ? stream.TargetHostName : null);
            bool accepted = trial.Judge(PlatformChain.Read(certificate as X509Certificate2, chain)) is null;
            if (trial.Failure is not null)
            {
                // A callback of the user's threw. The handshake of the stream fails with the same exception.
                ExceptionDispatchInfo.Throw(trial.Failure);
            }

            _peers.AddOrUpdate(stream, trial.Outcome!);
            Tell(stream, trial.Outcome!, onJudged);
            return accepted;
        };

    private void Tell(SslStream stream, TlsPeer peer, Action<SslStream, TlsPeer>? onJudged)
    {
        try
        {
            onJudged?.Invoke(stream, peer);
        }
        catch (Exception e)
        {
            _log.HandlerThrew(e);
        }
    }
}
