// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Material;

/// <summary>What the builder settled, once and for all. The sources in it may change what they give.</summary>
internal sealed class ContextSettings : IDisposable
{
    public required SslProtocols Protocols { get; init; }

    public required CwmpTlsVerifyMode VerifyMode { get; init; }

    public required CwmpTlsFlags Flags { get; init; }

    public required CwmpTlsCipherProfile CipherProfile { get; init; }

    public required IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; init; }

    public required CertificateCredentialSource? CredentialSource { get; init; }

    public required TrustSource Trust { get; init; }

    public required TimeSpan HandshakeTimeout { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required HandshakeTraceLevel TraceLevel { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Judges the ACS, in the client role.</summary>
    public required PeerVerifier ServerVerifier { get; init; }

    /// <summary>Judges CPEs, in the server role.</summary>
    public required PeerVerifier DeviceVerifier { get; init; }

    /// <summary>Intermediates for resumed handshakes.</summary>
    public IssuerMemory Issuers { get; } = new();

    public required CrlSource? Crls { get; init; }

    /// <summary>The files behind it.</summary>
    public required ContextFiles Files { get; init; }

    /// <summary>What the builder loaded itself and the context disposes.</summary>
    public required IReadOnlyList<IDisposable> Owned { get; init; }

    public PeerVerifier VerifierFor(PeerRole role) => role == PeerRole.AcsServer ? ServerVerifier : DeviceVerifier;

    public void Dispose()
    {
        foreach (IDisposable owned in Owned)
        {
            owned.Dispose();
        }
    }
}
