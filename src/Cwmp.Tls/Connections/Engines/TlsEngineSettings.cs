// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Connections.Engines;

/// <summary>What an engine prepares for many connections. Immutable: a new certificate or new trust makes new settings.</summary>
internal sealed record TlsEngineSettings
{
    public required SslProtocols Protocols { get; init; }

    /// <summary>The cipher suites allowed, or null for the platform's own choice.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; init; }

    /// <summary>What this side shows; null for nothing. A server needs one.</summary>
    public CertificateCredential? Credential { get; init; }

    /// <summary>The authorities a server names when it asks for a certificate.</summary>
    public IReadOnlyList<X509Certificate2> AnnouncedAuthorities { get; init; } = [];

    public IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; init; } = [];

    public bool AllowResumption { get; init; } = true;

    /// <summary>Whether a server asks for a certificate.</summary>
    public bool RequestClientCertificate { get; init; } = true;

    /// <summary>Whether a client that shows none is refused; an engine that can tells it so in the handshake.</summary>
    public bool RequireClientCertificate { get; init; }
}
