// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;

namespace Cwmp.Tls;

/// <summary>
/// The settings of a context that can stand in a configuration file, for <see cref="CwmpTlsContextBuilder.SetOptions"/>. Nothing is
/// checked here; the builder reports all mistakes together.
/// </summary>
public sealed class CwmpTlsOptions
{
    /// <summary>The protocol versions; TLS 1.2 and 1.3 by default.</summary>
    public CwmpTlsMethod Method { get; set; }

    /// <summary>Further switches; none by default.</summary>
    public CwmpTlsFlags Flags { get; set; }

    /// <summary>Whether a server asks its peers for a certificate; required by default.</summary>
    public CwmpTlsVerifyMode VerifyMode { get; set; }

    /// <summary>The file of trusted CAs: PEM bundle, DER or PKCS#7. Null for none.</summary>
    public string? CaFile { get; set; }

    /// <summary>A directory whose files are all trusted CAs. Null for none.</summary>
    public string? CaDirectory { get; set; }

    /// <summary>The own certificate and its intermediates: PEM, DER, PKCS#7, or PKCS#12 with the key. Null for none.</summary>
    public string? CertificateChainFile { get; set; }

    /// <summary>The private key. Null when it is in the file of the certificate.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>The password of the private key or of the PKCS#12 file. Null for none.</summary>
    public string? PrivateKeyPassword { get; set; }

    /// <summary>CRL files, PEM or DER; none by default.</summary>
    public IList<string> CrlFiles { get; } = [];

    /// <summary>The cipher profile by name, <c>Modern</c> or <c>LegacyStaticRsa</c>; modern by default.</summary>
    public string? CipherProfile { get; set; }

    /// <summary>Application protocols (ALPN) in order of preference; none by default.</summary>
    public IList<string> ApplicationProtocols { get; } = [];

    /// <summary>How long a handshake may take; 30 s by default.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = CwmpTlsContextBuilder.DefaultHandshakeTimeout;

    /// <summary>How long a two-way shutdown waits for the peer; 5 s by default.</summary>
    public TimeSpan CloseTimeout { get; set; } = CwmpTlsContextBuilder.DefaultCloseTimeout;

    /// <summary>How much sessions remember of their handshake; nothing by default.</summary>
    public HandshakeTraceLevel Trace { get; set; }

    /// <summary>The file names and switches; no password.</summary>
    public override string ToString() =>
        $"{Method}, {VerifyMode}, CA {CaFile ?? CaDirectory ?? "none"}, certificate {CertificateChainFile ?? "none"}, key {PrivateKeyFile ?? "in the same file"}";
}
