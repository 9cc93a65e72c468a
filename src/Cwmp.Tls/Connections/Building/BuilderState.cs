// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Building;

/// <summary>What a builder was told, unchecked. Only the builder and <see cref="ContextPlanner"/> see it.</summary>
internal sealed class BuilderState
{
    public CwmpTlsEngine Engine { get; set; }

    public CwmpTlsMethod Method { get; set; }

    public CwmpTlsFlags Flags { get; set; }

    /// <summary>The flags that somebody asked to take back, for the check that none of them is always in force.</summary>
    public CwmpTlsFlags ClearedFlags { get; set; }

    /// <summary>The flags that one set of options both sets and clears.</summary>
    public CwmpTlsFlags ContradictedFlags { get; set; }

    public CwmpTlsVerifyMode VerifyMode { get; set; }

    public VerifyCallback? VerifyCallback { get; set; }

    public List<string> CaFiles { get; } = [];

    public List<string> CaDirectories { get; } = [];

    /// <summary>In DER.</summary>
    public List<ReadOnlyMemory<byte>> Authorities { get; } = [];

    public TrustSource? Trust { get; set; }

    public string? ChainFile { get; set; }

    public string? ChainPassword { get; set; }

    public string? KeyFile { get; set; }

    public string? KeyPassword { get; set; }

    public string? PasswordFile { get; set; }

    public CertificateCredentialSource? CredentialSource { get; set; }

    public bool UseNoCertificate { get; set; }

    public List<string> CrlFiles { get; } = [];

    public CrlSource? Crls { get; set; }

    public VerificationProfile ServerProfile { get; set; } = VerificationProfile.AcsServer;

    public VerificationProfile DeviceProfile { get; set; } = VerificationProfile.CpeDevice;

    public DeviceIdentityExtractor? IdentityExtractor { get; set; }

    public VerificationClock? Clock { get; set; }

    public CwmpTlsCipherProfile CipherProfile { get; set; } = CwmpTlsCipherProfile.Modern;

    /// <summary>From a configuration file; wins over <see cref="CipherProfile"/>.</summary>
    public string? CipherProfileName { get; set; }

    public IReadOnlyList<string> ApplicationProtocols { get; set; } = [];

    public TimeSpan HandshakeTimeout { get; set; } = ContextDefaults.HandshakeTimeout;

    public TimeSpan CloseTimeout { get; set; } = ContextDefaults.CloseTimeout;

    public HandshakeTraceLevel TraceLevel { get; set; }

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Zero for never; null where nobody said anything, which means never too.</summary>
    public TimeSpan? WatchInterval { get; set; }

    /// <summary>From a configuration file, as +Name and -Name; applied to <see cref="ServerProfile"/>.</summary>
    public List<string> ServerRules { get; } = [];

    /// <summary>The same for <see cref="DeviceProfile"/>.</summary>
    public List<string> DeviceRules { get; } = [];

    public List<(PeerRole Role, Action<PeerVerifierOptions> Configure)> VerifierSettings { get; } = [];

    /// <summary>Where the material comes from, as it is said now: the builder may be told other things later.</summary>
    public MaterialOrigins ToOrigins(ILogger log) => new()
    {
        Credential = new CredentialOrigin
        {
            ChainFile = ChainFile,
            KeyFile = KeyFile,
            Password = KeyPassword ?? ChainPassword,
            PasswordFile = PasswordFile,
            Source = CredentialSource,
            IsNone = UseNoCertificate,
        },
        Trust = new TrustOrigin { Files = [.. CaFiles], Directories = [.. CaDirectories], Authorities = [.. Authorities], Source = Trust },
        Crls = new CrlOrigin { Files = [.. CrlFiles], Source = Crls },
        Clock = Clock,
        TimeProvider = TimeProvider,
        Log = log,
    };

    /// <summary>Takes over what the options name and leaves everything else as it is. The only place that reads them.</summary>
    public void Apply(CwmpTlsOptions options)
    {
        Engine = options.Engine ?? Engine;
        Method = options.Method ?? Method;
        VerifyMode = options.VerifyMode ?? VerifyMode;
        CipherProfileName = options.CipherProfile ?? CipherProfileName;
        HandshakeTimeout = options.HandshakeTimeout ?? HandshakeTimeout;
        CloseTimeout = options.CloseTimeout ?? CloseTimeout;
        TraceLevel = options.Trace ?? TraceLevel;
        WatchInterval = options.WatchInterval ?? WatchInterval ?? ContextDefaults.WatchInterval;
        ApplyFlags(options);
        ApplyCredential(options);
        ApplyTrust(options);
        ApplyVerification(options);
        if (options.ApplicationProtocols.Count > 0)
        {
            ApplicationProtocols = [.. options.ApplicationProtocols];
        }
    }

    /// <summary>Takes flags back, those given before.</summary>
    public void Clear(CwmpTlsFlags flags)
    {
        Flags &= ~flags;
        ClearedFlags |= flags;
    }

    private void ApplyFlags(CwmpTlsOptions options)
    {
        Clear(options.ClearedFlags);
        Flags |= options.Flags;
        ContradictedFlags |= options.Flags & options.ClearedFlags;
    }

    private void ApplyCredential(CwmpTlsOptions options)
    {
        ChainFile = options.CertificateChainFile ?? ChainFile;
        KeyFile = options.PrivateKeyFile ?? KeyFile;
        if (options.PrivateKeyPassword is not null)
        {
            ChainPassword = KeyPassword = options.PrivateKeyPassword;
        }

        PasswordFile = options.PrivateKeyPasswordFile ?? PasswordFile;
        UseNoCertificate = options.NoCertificate ?? UseNoCertificate;
    }

    private void ApplyTrust(CwmpTlsOptions options)
    {
        if (options.CaFile is not null)
        {
            CaFiles.Add(options.CaFile);
        }

        if (options.CaDirectory is not null)
        {
            CaDirectories.Add(options.CaDirectory);
        }

        CrlFiles.AddRange(options.CrlFiles);
    }

    private void ApplyVerification(CwmpTlsOptions options)
    {
        ServerRules.AddRange(options.ServerRules);
        DeviceRules.AddRange(options.DeviceRules);
        if (options.Revocation is { } revocation)
        {
            VerifierSettings.Add((PeerRole.AcsServer, verifier => verifier.Revocation = revocation));
            VerifierSettings.Add((PeerRole.CpeDevice, verifier => verifier.Revocation = revocation));
        }

        if (options.RequireDeviceIdentity is { } required)
        {
            VerifierSettings.Add((PeerRole.CpeDevice, verifier => verifier.RequireDeviceIdentity = required));
        }
    }
}
