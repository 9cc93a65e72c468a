// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls;

/// <summary>
/// The settings of a context that can stand in a configuration file, for <see cref="CwmpTlsContextBuilder.SetOptions"/>. Nothing is
/// checked here; the builder reports all mistakes together.
/// </summary>
/// <remarks>Not thread-safe. Any configuration binder can fill it, a source-generated one included; docs/configuration.md shows how.</remarks>
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

    /// <summary>The password of the private key or of the PKCS#12 file. Null for none. <see cref="PrivateKeyPasswordFile"/> keeps it out of the configuration.</summary>
    public string? PrivateKeyPassword { get; set; }

    /// <summary>A file that holds that password in UTF-8, at most 4 KiB; a line end after it does not count. Null for none.</summary>
    public string? PrivateKeyPasswordFile { get; set; }

    /// <summary>This side shows no certificate, see <see cref="CwmpTlsContextBuilder.UseNoCertificate"/>; false by default.</summary>
    public bool NoCertificate { get; set; }

    /// <summary>CRL files, PEM or DER; none by default.</summary>
    public IList<string> CrlFiles { get; } = [];

    /// <summary>What it means that no CRL covers a certificate; <see cref="RevocationPolicy.WhereProvided"/> by default.</summary>
    public RevocationPolicy Revocation { get; set; }

    /// <summary>A server refuses devices whose certificate names no single device; false by default. See <see cref="PeerVerifierOptions.RequireDeviceIdentity"/>.</summary>
    public bool RequireDeviceIdentity { get; set; }

    /// <summary>
    /// Changes to how strictly a client judges the ACS, one rule of <see cref="VerificationRules"/> each: <c>+Name</c> adds it, <c>-Name</c> takes it out. None by default.
    /// </summary>
    public IList<string> ServerRules { get; } = [];

    /// <summary>Changes to how strictly a server judges its devices, as above. None by default.</summary>
    public IList<string> DeviceRules { get; } = [];

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

    /// <summary>
    /// How often to look whether files changed, to take them up without a restart: see <see cref="CwmpTlsContextBuilder.WatchFiles"/>. 1 s by default, at most a day; zero for never.
    /// </summary>
    public TimeSpan WatchInterval { get; set; } = CwmpTlsContextBuilder.DefaultWatchInterval;

    /// <summary>The file names and switches; no password.</summary>
    public override string ToString() =>
        $"{Method}, {VerifyMode}, CA {CaFile ?? CaDirectory ?? "none"}, certificate {CertificateChainFile ?? "none"}, key {PrivateKeyFile ?? "in the same file"}";
}
