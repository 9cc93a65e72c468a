// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Building;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls;

/// <summary>
/// Gathers the settings of a <see cref="CwmpTlsContext"/>, under the names that OpenSSL gives them. The methods only note what they are
/// given. <see cref="Build"/> reads the files, checks everything and reports all mistakes at once. Not thread-safe.
/// </summary>
/// <remarks>
/// Without further settings a context speaks TLS 1.2 and 1.3, shows its certificate, and requires and verifies the certificate of the peer,
/// in either role.
/// </remarks>
/// <example>
/// <code>
/// using CwmpTlsContext context = new CwmpTlsContextBuilder()
///     .LoadVerifyLocations("device-ca.pem")
///     .UseCertificateChainFile("acs.pem")
///     .UsePrivateKeyFile("acs.key")
///     .Build();
/// </code>
/// </example>
public sealed class CwmpTlsContextBuilder
{
    /// <summary>The handshake timeout unless set: 30 s.</summary>
    public static readonly TimeSpan DefaultHandshakeTimeout = ContextDefaults.HandshakeTimeout;

    /// <summary>The close timeout unless set: 5 s.</summary>
    public static readonly TimeSpan DefaultCloseTimeout = ContextDefaults.CloseTimeout;

    /// <summary>The time between two looks at files under <see cref="WatchFiles"/> unless set: 1 s.</summary>
    public static readonly TimeSpan DefaultWatchInterval = ContextDefaults.WatchInterval;

    private readonly BuilderState _state = new();

    /// <summary>Begins a context; the counterpart of <c>SSL_CTX_new(SSLv23_method())</c>.</summary>
    /// <param name="method">The protocol versions; TLS 1.2 and 1.3 by default.</param>
    public CwmpTlsContextBuilder(CwmpTlsMethod method = CwmpTlsMethod.Tls12AndTls13) => _state.Method = method;

    /// <summary>Chooses what does the records and the key exchange; <see cref="CwmpTlsEngine.Auto"/> by default.</summary>
    /// <param name="engine">
    /// The engine. <see cref="Build"/> reports one that this system lacks, or that cannot use the certificate's key.
    /// </param>
    public CwmpTlsContextBuilder SetEngine(CwmpTlsEngine engine)
    {
        _state.Engine = engine;
        return this;
    }

    /// <summary>
    /// Trusts the CAs of a file, of a directory, or both; the counterpart of <c>SSL_CTX_load_verify_locations</c>. May be called more than
    /// once; what is trusted adds up.
    /// </summary>
    /// <param name="caFile">PEM bundle, DER or PKCS#7; null for none.</param>
    /// <param name="caDirectory">A directory; every file in it is read, whatever its name. Null for none.</param>
    /// <exception cref="ArgumentException">Both are null, or one is empty.</exception>
    public CwmpTlsContextBuilder LoadVerifyLocations(string? caFile, string? caDirectory = null)
    {
        if (caFile is null && caDirectory is null)
        {
            throw new ArgumentException("Expected a file of CA certificates, a directory of them, or both.", nameof(caFile));
        }

        AddIfNotNull(_state.CaFiles, caFile, nameof(caFile));
        AddIfNotNull(_state.CaDirectories, caDirectory, nameof(caDirectory));
        return this;
    }

    /// <summary>Trusts CA certificates; may be called more than once. Copies are kept, the objects stay the caller's.</summary>
    /// <param name="authorities">The certificates.</param>
    public CwmpTlsContextBuilder AddTrustAnchors(params IEnumerable<X509Certificate2> authorities)
    {
        ArgumentNullException.ThrowIfNull(authorities);
        foreach (X509Certificate2 authority in authorities)
        {
            ArgumentNullException.ThrowIfNull(authority, nameof(authorities));
            _state.Authorities.Add(authority.RawDataMemory);
        }

        return this;
    }

    /// <summary>
    /// Trusts what a source holds, now and after each change. Excludes <see cref="LoadVerifyLocations"/> and <see cref="AddTrustAnchors"/>.
    /// </summary>
    /// <param name="trust">The source, or a store that never changes. It stays the caller's.</param>
    public CwmpTlsContextBuilder UseTrust(TrustSource trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        _state.Trust = trust;
        return this;
    }

    /// <summary>
    /// Shows the certificate in a file; the counterpart of <c>SSL_CTX_use_certificate_chain_file</c>. The key is looked for in the same
    /// file unless <see cref="UsePrivateKeyFile"/> names another.
    /// </summary>
    /// <param name="path">The certificate and its intermediates: PEM in any order, DER, PKCS#7, or PKCS#12 with the key.</param>
    /// <param name="password">For a PKCS#12 file, or an encrypted key in the same file; null for none.</param>
    public CwmpTlsContextBuilder UseCertificateChainFile(string path, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _state.ChainFile = path;
        _state.ChainPassword = password;
        return this;
    }

    /// <summary>Names the file of the private key; the counterpart of <c>SSL_CTX_use_PrivateKey_file</c>.</summary>
    /// <param name="path">PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), as PEM or DER. It may be the file of the certificate.</param>
    /// <param name="password">For an encrypted key; null for none.</param>
    public CwmpTlsContextBuilder UsePrivateKeyFile(string path, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _state.KeyFile = path;
        _state.KeyPassword = password;
        return this;
    }

    /// <summary>
    /// Names a file that holds the password of the private key or of the PKCS#12 file, so that it need not stand in a configuration.
    /// </summary>
    /// <param name="path">UTF-8, at most 4 KiB; a line end after the password does not count.</param>
    public CwmpTlsContextBuilder UsePrivateKeyPasswordFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _state.PasswordFile = path;
        return this;
    }

    /// <summary>
    /// Looks whether the files that this builder was given change, and uses the changed ones while sessions run: certificate, key and its
    /// password; CAs; CRLs. Changed files are read when two looks in a row saw the same; a second look comes within a second. So files may
    /// be replaced one after the other, or all at once by swapping a link to their directory. Files that cannot be used leave the last good
    /// ones in force, and <see cref="CwmpTlsContext.ReloadFailed"/> and the log say why.
    /// </summary>
    /// <param name="interval">The time between two looks: 10 ms to a day; null for once a second.</param>
    public CwmpTlsContextBuilder WatchFiles(TimeSpan? interval = null)
    {
        // Zero switches the watch off in options. Here it is a mistake, which Build reports.
        TimeSpan watch = interval ?? DefaultWatchInterval;
        _state.WatchInterval = watch == TimeSpan.Zero ? TimeSpan.FromTicks(-1) : watch;
        return this;
    }

    /// <summary>Shows a certificate whose key is in this process already, or in an HSM or TPM. It stays the caller's.</summary>
    /// <param name="credential">Certificate, key and intermediates.</param>
    public CwmpTlsContextBuilder UseCredential(CertificateCredential credential) =>
        UseCredential(new CertificateCredentialSource(credential));

    /// <summary>Shows the certificate that a source holds when a handshake begins. It stays the caller's.</summary>
    /// <param name="source">The source.</param>
    public CwmpTlsContextBuilder UseCredential(CertificateCredentialSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _state.CredentialSource = source;
        return this;
    }

    /// <summary>
    /// Says that this side shows no certificate, for clients that authenticate by password. Such a context cannot accept. Without this call
    /// a missing certificate is a mistake.
    /// </summary>
    public CwmpTlsContextBuilder UseNoCertificate()
    {
        _state.UseNoCertificate = true;
        return this;
    }

    /// <summary>
    /// Refuses what these CRLs list; may be called more than once. With CRLs, a CA without a current one is refused, unless the profile
    /// says otherwise.
    /// </summary>
    /// <param name="paths">CRL files, PEM or DER.</param>
    public CwmpTlsContextBuilder LoadCrls(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            AddIfNotNull(_state.CrlFiles, path ?? throw new ArgumentNullException(nameof(paths)), nameof(paths));
        }

        return this;
    }

    /// <summary>Refuses what a source of CRLs lists, now and after each change. Excludes <see cref="LoadCrls"/>.</summary>
    /// <param name="crls">The source. It stays the caller's.</param>
    public CwmpTlsContextBuilder UseCrls(CrlSource crls)
    {
        ArgumentNullException.ThrowIfNull(crls);
        _state.Crls = crls;
        return this;
    }

    /// <summary>
    /// Sets whether a server asks for certificates, and the callback that sees each finding; the counterpart of <c>SSL_CTX_set_verify</c>.
    /// </summary>
    /// <param name="mode">For the server role; see <see cref="CwmpTlsVerifyMode"/>.</param>
    /// <param name="callback">
    /// Called for each certificate and finding, in either role. It may override most findings; each override stands in the result and is
    /// logged as a warning. Null for none.
    /// </param>
    public CwmpTlsContextBuilder SetVerify(CwmpTlsVerifyMode mode, VerifyCallback? callback = null)
    {
        _state.VerifyMode = mode;
        _state.VerifyCallback = callback;
        return this;
    }

    /// <summary>Sets how strictly a client judges the ACS; <see cref="VerificationProfile.AcsServer"/> by default.</summary>
    /// <param name="profile">The rules.</param>
    public CwmpTlsContextBuilder SetServerProfile(VerificationProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _state.ServerProfile = profile;
        return this;
    }

    /// <summary>Sets how strictly a server judges its CPEs; <see cref="VerificationProfile.CpeDevice"/> by default.</summary>
    /// <param name="profile">The rules.</param>
    public CwmpTlsContextBuilder SetDeviceProfile(VerificationProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _state.DeviceProfile = profile;
        return this;
    }

    /// <summary>Sets where a device's identity stands in its certificate; the TR-069 common name by default.</summary>
    /// <param name="extractor">Reads it.</param>
    public CwmpTlsContextBuilder SetIdentityExtractor(DeviceIdentityExtractor extractor)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        _state.IdentityExtractor = extractor;
        return this;
    }

    /// <summary>Sets what this device knows about the time when it judges certificates; by default the clock is right.</summary>
    /// <param name="clock">The clock. It stays the caller's, who raises it when the time becomes known.</param>
    public CwmpTlsContextBuilder SetClock(VerificationClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _state.Clock = clock;
        return this;
    }

    /// <summary>
    /// Changes what else a verifier can be told: revocation policy, pinned keys, limits, the verdict cache. Called by <see cref="Build"/>,
    /// after all other settings; may be given more than once.
    /// </summary>
    /// <param name="role">
    /// Whose verifier: <see cref="PeerRole.AcsServer"/> for the client role, <see cref="PeerRole.CpeDevice"/> for the server role.
    /// </param>
    /// <param name="configure">Makes the change.</param>
    /// <exception cref="ArgumentOutOfRangeException">The role is neither of the two.</exception>
    public CwmpTlsContextBuilder ConfigureVerifier(PeerRole role, Action<PeerVerifierOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (role is not (PeerRole.AcsServer or PeerRole.CpeDevice))
        {
            throw new ArgumentOutOfRangeException(nameof(role), role, "A verifier judges an ACS or a CPE.");
        }

        _state.VerifierSettings.Add((role, configure));
        return this;
    }

    /// <summary>Adds switches; the counterpart of <c>SSL_CTX_set_options</c>. May be called more than once; the flags add up.</summary>
    /// <param name="flags">The switches.</param>
    public CwmpTlsContextBuilder SetFlags(CwmpTlsFlags flags)
    {
        _state.Flags |= flags;
        return this;
    }

    /// <summary>
    /// Takes switches back that were added before; the counterpart of <c>SSL_CTX_clear_options</c>. Flags that are always in force cannot
    /// be taken back; <see cref="Build"/> reports the attempt.
    /// </summary>
    /// <param name="flags">The switches.</param>
    public CwmpTlsContextBuilder ClearFlags(CwmpTlsFlags flags)
    {
        _state.Clear(flags);
        return this;
    }

    /// <summary>
    /// Takes over what the options name. What they leave null or empty stays as it was set before; only the files are watched then, unless
    /// <see cref="WatchFiles"/> or <see cref="CwmpTlsOptions.WatchInterval"/> said otherwise. The options are copied.
    /// </summary>
    /// <param name="options">The settings.</param>
    public CwmpTlsContextBuilder SetOptions(CwmpTlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _state.Apply(options);
        return this;
    }

    /// <summary>Sets the cipher suites; <see cref="CwmpTlsCipherProfile.Modern"/> by default.</summary>
    /// <param name="profile">The suites.</param>
    public CwmpTlsContextBuilder SetCipherProfile(CwmpTlsCipherProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _state.CipherProfile = profile;
        _state.CipherProfileName = null;
        return this;
    }

    /// <summary>Sets the application protocols (ALPN) in order of preference, such as <c>http/1.1</c>; none by default.</summary>
    /// <param name="protocols">The protocols: 1 to 255 ASCII characters each.</param>
    public CwmpTlsContextBuilder SetApplicationProtocols(params IEnumerable<string> protocols)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        _state.ApplicationProtocols = [.. protocols];
        return this;
    }

    /// <summary>Sets how long a handshake may take; 30 s by default, at most a day.</summary>
    /// <param name="timeout">The time.</param>
    public CwmpTlsContextBuilder SetHandshakeTimeout(TimeSpan timeout)
    {
        _state.HandshakeTimeout = timeout;
        return this;
    }

    /// <summary>Sets how long <see cref="CwmpTlsSession.ShutdownAsync"/> waits for the peer; 5 s by default, at most a day.</summary>
    /// <param name="timeout">The time.</param>
    public CwmpTlsContextBuilder SetCloseTimeout(TimeSpan timeout)
    {
        _state.CloseTimeout = timeout;
        return this;
    }

    /// <summary>Sets how much sessions remember of their handshake; nothing by default.</summary>
    /// <param name="level">How much.</param>
    public CwmpTlsContextBuilder SetTrace(HandshakeTraceLevel level)
    {
        _state.TraceLevel = level;
        return this;
    }

    /// <summary>Sets the clock of timeouts, and of verdicts unless <see cref="SetClock"/> gave another; the system's by default.</summary>
    /// <param name="timeProvider">The clock.</param>
    public CwmpTlsContextBuilder SetTimeProvider(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _state.TimeProvider = timeProvider;
        return this;
    }

    /// <summary>Sets where logs go; nowhere by default.</summary>
    /// <param name="loggerFactory">Makes the loggers.</param>
    public CwmpTlsContextBuilder SetLoggerFactory(ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        _state.LoggerFactory = loggerFactory;
        return this;
    }

    /// <summary>Reads the files, checks everything and makes the context. The builder may be used again.</summary>
    /// <returns>The context; the caller disposes it.</returns>
    /// <exception cref="CwmpTlsConfigurationException">There are mistakes; it lists all of them.</exception>
    public CwmpTlsContext Build()
    {
        ILogger log = (_state.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CwmpTlsContext>();
        return new CwmpTlsContext(new ContextPlanner(_state, EngineChoice.For(_state.Engine, log), log).Plan());
    }

    private static void AddIfNotNull(List<string> list, string? path, string name)
    {
        if (path is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, name);
            list.Add(path);
        }
    }
}
