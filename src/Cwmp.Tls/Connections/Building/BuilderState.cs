// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Building;

/// <summary>What a builder was told, unchecked.</summary>
internal sealed class BuilderState
{
    public CwmpTlsMethod Method { get; set; }

    public CwmpTlsFlags Flags { get; set; }

    public CwmpTlsVerifyMode VerifyMode { get; set; }

    public VerifyCallback? VerifyCallback { get; set; }

    public List<string> CaFiles { get; private set; } = [];

    public List<string> CaDirectories { get; private set; } = [];

    /// <summary>In DER.</summary>
    public List<ReadOnlyMemory<byte>> Authorities { get; private set; } = [];

    public TrustSource? Trust { get; set; }

    public string? ChainFile { get; set; }

    public string? ChainPassword { get; set; }

    public string? KeyFile { get; set; }

    public string? KeyPassword { get; set; }

    public string? PasswordFile { get; set; }

    public CertificateCredentialSource? CredentialSource { get; set; }

    public bool UseNoCertificate { get; set; }

    public List<string> CrlFiles { get; private set; } = [];

    public CrlSource? Crls { get; set; }

    public VerificationProfile ServerProfile { get; set; } = VerificationProfile.AcsServer;

    public VerificationProfile DeviceProfile { get; set; } = VerificationProfile.CpeDevice;

    public DeviceIdentityExtractor? IdentityExtractor { get; set; }

    public VerificationClock? Clock { get; set; }

    public CwmpTlsCipherProfile CipherProfile { get; set; } = CwmpTlsCipherProfile.Modern;

    /// <summary>From a configuration file; wins over <see cref="CipherProfile"/>.</summary>
    public string? CipherProfileName { get; set; }

    public IReadOnlyList<string> ApplicationProtocols { get; set; } = [];

    public TimeSpan HandshakeTimeout { get; set; } = CwmpTlsContextBuilder.DefaultHandshakeTimeout;

    public TimeSpan CloseTimeout { get; set; } = CwmpTlsContextBuilder.DefaultCloseTimeout;

    public HandshakeTraceLevel TraceLevel { get; set; }

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Zero for not at all.</summary>
    public TimeSpan WatchInterval { get; set; }

    /// <summary>From a configuration file, as +Name and -Name; applied to <see cref="ServerProfile"/> and <see cref="DeviceProfile"/>.</summary>
    public List<string> ServerRules { get; } = [];

    public List<string> DeviceRules { get; } = [];

    public List<(PeerRole Role, Action<PeerVerifierOptions> Configure)> VerifierSettings { get; } = [];

    /// <summary>What files are read by, as it is now: the builder may be told other things later.</summary>
    public BuilderState Snapshot()
    {
        var snapshot = (BuilderState)MemberwiseClone();
        snapshot.CaFiles = [.. CaFiles];
        snapshot.CaDirectories = [.. CaDirectories];
        snapshot.Authorities = [.. Authorities];
        snapshot.CrlFiles = [.. CrlFiles];
        return snapshot;
    }

    public void Apply(CwmpTlsOptions options)
    {
        Method = options.Method;
        Flags |= options.Flags;
        VerifyMode = options.VerifyMode;
        HandshakeTimeout = options.HandshakeTimeout;
        CloseTimeout = options.CloseTimeout;
        TraceLevel = options.Trace;
        CipherProfileName = options.CipherProfile ?? CipherProfileName;
        ChainFile = options.CertificateChainFile ?? ChainFile;
        KeyFile = options.PrivateKeyFile ?? KeyFile;
        if (options.PrivateKeyPassword is not null)
        {
            ChainPassword = KeyPassword = options.PrivateKeyPassword;
        }

        PasswordFile = options.PrivateKeyPasswordFile ?? PasswordFile;
        UseNoCertificate |= options.NoCertificate;
        WatchInterval = options.WatchInterval;
        ServerRules.AddRange(options.ServerRules);
        DeviceRules.AddRange(options.DeviceRules);
        if (options.Revocation != RevocationPolicy.WhereProvided)
        {
            VerifierSettings.Add((PeerRole.AcsServer, verifier => verifier.Revocation = options.Revocation));
            VerifierSettings.Add((PeerRole.CpeDevice, verifier => verifier.Revocation = options.Revocation));
        }

        if (options.RequireDeviceIdentity)
        {
            VerifierSettings.Add((PeerRole.CpeDevice, verifier => verifier.RequireDeviceIdentity = true));
        }

        CrlFiles.AddRange(options.CrlFiles);
        if (options.CaFile is not null)
        {
            CaFiles.Add(options.CaFile);
        }

        if (options.CaDirectory is not null)
        {
            CaDirectories.Add(options.CaDirectory);
        }

        if (options.ApplicationProtocols.Count > 0)
        {
            ApplicationProtocols = [.. options.ApplicationProtocols];
        }
    }
}
