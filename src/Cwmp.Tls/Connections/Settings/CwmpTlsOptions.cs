// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls;

/// <summary>
/// The settings of a context that can stand in a configuration file, for <see cref="CwmpTlsContextBuilder.SetOptions"/>. What is null or
/// empty here is not named, and the builder leaves it as it is. Nothing is checked here: the builder reports all mistakes together.
/// </summary>
/// <remarks>Not thread-safe. Any configuration binder can fill it, also a source-generated one; docs/configuration.md shows how.</remarks>
public sealed class CwmpTlsOptions
{
    /// <summary>
    /// What does the records and the key exchange. Null leaves the builder's: <see cref="CwmpTlsEngine.Auto"/> unless it was told
    /// otherwise.
    /// </summary>
    public CwmpTlsEngine? Engine { get; set; }

    /// <summary>The protocol versions. Null leaves the builder's: TLS 1.2 and 1.3 unless it was given others.</summary>
    public CwmpTlsMethod? Method { get; set; }

    /// <summary>Switches to add to those the builder has; none by default.</summary>
    public CwmpTlsFlags Flags { get; set; }

    /// <summary>
    /// Switches to take back, see <see cref="CwmpTlsContextBuilder.ClearFlags"/>; none by default. None of them may stand in
    /// <see cref="Flags"/>.
    /// </summary>
    public CwmpTlsFlags ClearedFlags { get; set; }

    /// <summary>
    /// Whether a server asks its peers for a certificate. Null leaves the builder's: required unless it was told otherwise.
    /// </summary>
    public CwmpTlsVerifyMode? VerifyMode { get; set; }

    /// <summary>A file of trusted CAs, added to those of the builder: PEM bundle, DER or PKCS#7. Null for none.</summary>
    public string? CaFile { get; set; }

    /// <summary>A directory whose files are all trusted CAs, added to those of the builder. Null for none.</summary>
    public string? CaDirectory { get; set; }

    /// <summary>The own certificate and its intermediates: PEM, DER, PKCS#7, or PKCS#12 with the key. Null for none.</summary>
    public string? CertificateChainFile { get; set; }

    /// <summary>The private key. Null when it is in the file of the certificate.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>
    /// The password of the private key or of the PKCS#12 file. Null for none. <see cref="PrivateKeyPasswordFile"/> keeps it out of the
    /// configuration.
    /// </summary>
    public string? PrivateKeyPassword { get; set; }

    /// <summary>
    /// A file that holds this password in UTF-8, at most 4 KiB. A line end after the password does not belong to it. Null for none.
    /// </summary>
    public string? PrivateKeyPasswordFile { get; set; }

    /// <summary>
    /// Whether this side shows no certificate, see <see cref="CwmpTlsContextBuilder.UseNoCertificate"/>. Null leaves what the builder was
    /// told.
    /// </summary>
    public bool? NoCertificate { get; set; }

    /// <summary>CRL files, PEM or DER, added to those of the builder; none by default.</summary>
    public IList<string> CrlFiles { get; } = [];

    /// <summary>
    /// What it means that no CRL covers a certificate. Null leaves the builder's: <see cref="RevocationPolicy.WhereProvided"/> unless it
    /// was told otherwise.
    /// </summary>
    public RevocationPolicy? Revocation { get; set; }

    /// <summary>
    /// Whether a server refuses devices whose certificate names no single device, see
    /// <see cref="PeerVerifierOptions.RequireDeviceIdentity"/>. Null leaves what the builder was told: no unless it was told so.
    /// </summary>
    public bool? RequireDeviceIdentity { get; set; }

    /// <summary>
    /// Changes to how strictly a client judges the ACS. Each entry is a rule of <see cref="VerificationRules"/>: <c>+Name</c> adds it,
    /// <c>-Name</c> takes it out. None by default.
    /// </summary>
    public IList<string> ServerRules { get; } = [];

    /// <summary>Changes to how strictly a server judges its devices, written like <see cref="ServerRules"/>. None by default.</summary>
    public IList<string> DeviceRules { get; } = [];

    /// <summary>
    /// The cipher profile by name, <c>Modern</c> or <c>LegacyStaticRsa</c>. Null leaves the builder's: modern unless it was given another.
    /// </summary>
    public string? CipherProfile { get; set; }

    /// <summary>
    /// Application protocols (ALPN) in order of preference. An empty list leaves those of the builder: none unless it was given some.
    /// </summary>
    public IList<string> ApplicationProtocols { get; } = [];

    /// <summary>How long a handshake may take, at most a day. Null leaves the builder's: 30 s unless it was told otherwise.</summary>
    public TimeSpan? HandshakeTimeout { get; set; }

    /// <summary>
    /// How long a two-way shutdown waits for the peer, at most a day. Null leaves the builder's: 5 s unless it was told otherwise.
    /// </summary>
    public TimeSpan? CloseTimeout { get; set; }

    /// <summary>How much sessions remember of their handshake. Null leaves the builder's: nothing unless it was told otherwise.</summary>
    public HandshakeTraceLevel? Trace { get; set; }

    /// <summary>
    /// The time between two looks whether files changed, see <see cref="CwmpTlsContextBuilder.WatchFiles"/>: 10 ms to a day, zero for
    /// never. Null leaves the builder's: 1 s unless it was told otherwise.
    /// </summary>
    public TimeSpan? WatchInterval { get; set; }

    /// <summary>The file names and switches; no password.</summary>
    public override string ToString() =>
        $"{Method ?? default}, {VerifyMode ?? default}, CA {CaFile ?? CaDirectory ?? "none"}, "
        + $"certificate {CertificateChainFile ?? "none"}, key {PrivateKeyFile ?? "in the same file"}";
}
