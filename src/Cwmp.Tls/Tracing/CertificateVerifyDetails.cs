// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>How a TLS 1.2 client signed the handshake (RFC 5246 §7.4.8).</summary>
public sealed record CertificateVerifyDetails : HandshakeDetails
{
    internal CertificateVerifyDetails()
    {
    }

    /// <summary>The signature scheme.</summary>
    public TlsParameter SignatureScheme { get; internal init; }

    private protected override string Describe() => SignatureScheme.Name;
}
