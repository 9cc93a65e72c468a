// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.SslStream;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Turns a builder's state into a context, or into the list of everything that is wrong with it.</summary>
internal sealed class ContextAssembly(BuilderState state)
{
    private const CwmpTlsFlags AlwaysOn = CwmpTlsFlags.ServerCipherPreference | CwmpTlsFlags.NoRenegotiation | CwmpTlsFlags.NoCompression;

    private const CwmpTlsFlags AllFlags = AlwaysOn | CwmpTlsFlags.NoTls12 | CwmpTlsFlags.NoTls13 | CwmpTlsFlags.NoResumption
        | CwmpTlsFlags.IgnoreUnexpectedEnd | CwmpTlsFlags.NoAuthorityNames;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMilliseconds(10);

    private readonly ConfigurationErrors _errors = new();
    private readonly List<IDisposable> _owned = [];

    public CwmpTlsContext Build(ITlsEngine engine)
    {
        try
        {
            CwmpTlsCipherProfile cipherProfile = ChooseCipherProfile();
            SslProtocols protocols = ChooseProtocols(cipherProfile);
            IReadOnlyList<SslApplicationProtocol> applicationProtocols = ReadApplicationProtocols();
            CheckDefined(state.VerifyMode, nameof(CwmpTlsContextBuilder.SetVerify));
            CheckDefined(state.TraceLevel, nameof(CwmpTlsContextBuilder.SetTrace));
            if ((state.Flags & ~AllFlags) != 0)
            {
                _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, nameof(CwmpTlsContextBuilder.SetFlags), $"there are no flags {state.Flags & ~AllFlags}.");
            }

            CheckTimeout(state.HandshakeTimeout, nameof(CwmpTlsContextBuilder.SetHandshakeTimeout));
            CheckTimeout(state.CloseTimeout, nameof(CwmpTlsContextBuilder.SetCloseTimeout));
            CheckWatchInterval();
            ILogger log = (state.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CwmpTlsContext>();

            // How the files are is noted before they are read: what changes in between is then seen as a change.
            var files = new ContextFiles(state, log);
            _owned.Add(files);
            CertificateCredentialSource? credential = new CredentialAssembly(state, _errors, _owned).Load();
            var trustAssembly = new TrustAssembly(state, _errors);
            TrustSource trust = trustAssembly.Load();
            CrlSource? crls = LoadCrls();
            PeerVerifierOptions serverVerifier = CreateVerifierOptions(PeerRole.AcsServer, trust, crls);
            PeerVerifierOptions deviceVerifier = CreateVerifierOptions(PeerRole.CpeDevice, trust, crls);
            if (_errors.Any)
            {
                throw _errors.ToException();
            }

            var context = new CwmpTlsContext(
                new ContextSettings
                {
                    Protocols = protocols,
                    VerifyMode = state.VerifyMode,
                    Flags = state.Flags | AlwaysOn,
                    CipherProfile = cipherProfile,
                    ApplicationProtocols = applicationProtocols,
                    CredentialSource = credential,
                    Trust = deviceVerifier.Trust!,
                    HandshakeTimeout = state.HandshakeTimeout,
                    CloseTimeout = state.CloseTimeout,
                    TraceLevel = state.TraceLevel,
                    TimeProvider = state.TimeProvider,
                    Log = log,
                    ServerVerifier = CreateVerifier(serverVerifier),
                    DeviceVerifier = CreateVerifier(deviceVerifier),
                    Crls = crls,
                    Files = files,
                    Owned = _owned,
                },
                engine);
            files.Start(credential, trust, crls, trustAssembly.Skipped.Select(file => file.FileName));
            return context;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // Everything has been read and checked, so it is the platform's TLS that cannot use it.
            _owned.ForEach(owned => owned.Dispose());
            _errors.Add(CwmpTlsConfigurationErrorCode.NotSupported, nameof(CwmpTlsContextBuilder.UseCredential), $"this platform cannot use the certificate for TLS: {e.Message}", e);
            throw _errors.ToException();
        }
        catch
        {
            _owned.ForEach(owned => owned.Dispose());
            throw;
        }
    }

    private PeerVerifierOptions CreateVerifierOptions(PeerRole role, TrustSource trust, CrlSource? crls)
    {
        var options = new PeerVerifierOptions
        {
            Role = role,
            Trust = trust,
            Crls = crls,
            Profile = role == PeerRole.AcsServer
                ? ChangeProfile(state.ServerProfile, state.ServerRules, nameof(CwmpTlsOptions.ServerRules))
                : ChangeProfile(state.DeviceProfile, state.DeviceRules, nameof(CwmpTlsOptions.DeviceRules)),
            Clock = state.Clock ?? VerificationClock.Trusted(state.TimeProvider),
            VerifyCallback = state.VerifyCallback,
            LoggerFactory = state.LoggerFactory,
        };
        if (state.IdentityExtractor is not null)
        {
            options.IdentityExtractor = state.IdentityExtractor;
        }

        foreach ((PeerRole configured, Action<PeerVerifierOptions> configure) in state.VerifierSettings)
        {
            if (configured == role)
            {
                configure(options);
            }
        }

        foreach (string mistake in options.Validate())
        {
            _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, nameof(CwmpTlsContextBuilder.ConfigureVerifier), $"{role}: {mistake}");
        }

        return options;
    }

    private VerificationProfile ChangeProfile(VerificationProfile profile, List<string> changes, string setting)
    {
        foreach (string change in changes)
        {
            VerificationRule? rule = VerificationRules.All.FirstOrDefault(
                known => change.Length > 1 && string.Equals(known.Name, change[1..], StringComparison.Ordinal));
            switch (change.Length > 0 ? change[0] : ' ')
            {
                case '+' when rule is not null:
                    profile = profile.With(rule);
                    break;
                case '-' when rule is { Kind: not VerificationRuleKind.Mandatory }:
                    profile = profile.Without(rule);
                    break;
                default:
                    string reason = rule is null || change[0] is not ('+' or '-')
                        ? $"\"{change}\" is no change: expected + or - and the name of a rule, as docs/verification.md lists them."
                        : $"the rule {rule.Name} is part of every profile; a relaxation may exist for what you need.";
                    _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, setting, reason);
                    break;
            }
        }

        return profile;
    }

    private PeerVerifier CreateVerifier(PeerVerifierOptions options)
    {
        var verifier = new PeerVerifier(options);
        _owned.Add(verifier);
        return verifier;
    }

    private CrlSource? LoadCrls()
    {
        if (state.Crls is not null)
        {
            if (state.CrlFiles.Count > 0)
            {
                _errors.Add(
                    CwmpTlsConfigurationErrorCode.SettingConflict,
                    nameof(CwmpTlsContextBuilder.UseCrls),
                    $"a CRL source excludes {nameof(CwmpTlsContextBuilder.LoadCrls)}; make the source with those files.");
            }

            return state.Crls;
        }

        // One by one first, so that each bad file is reported.
        bool good = true;
        foreach (string file in state.CrlFiles)
        {
            if (_errors.AddIfEmpty(file ?? "", nameof(CwmpTlsContextBuilder.LoadCrls)))
            {
                good = false;
                continue;
            }

            try
            {
                CrlStore.FromFiles(file!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                good = false;
                _errors.Add(
                    e is FileNotFoundException or DirectoryNotFoundException ? CwmpTlsConfigurationErrorCode.FileNotFound : CwmpTlsConfigurationErrorCode.CrlNotUsable,
                    nameof(CwmpTlsContextBuilder.LoadCrls),
                    $"{file}: {e.Message}",
                    e);
            }
        }

        if (!good || state.CrlFiles.Count == 0)
        {
            return null;
        }

        CrlSource source = CrlSource.FromFiles(state.CrlFiles);
        _owned.Add(source);
        return source;
    }

    private CwmpTlsCipherProfile ChooseCipherProfile()
    {
        CwmpTlsCipherProfile? profile = state.CipherProfileName switch
        {
            null => state.CipherProfile,
            _ when Is(CwmpTlsCipherProfile.Modern) => CwmpTlsCipherProfile.Modern,
            _ when Is(CwmpTlsCipherProfile.LegacyStaticRsa) => CwmpTlsCipherProfile.LegacyStaticRsa,
            _ => null,
        };
        if (profile is null)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ValueOutOfRange,
                nameof(CwmpTlsOptions.CipherProfile),
                $"there is no cipher profile \"{state.CipherProfileName}\"; there are {CwmpTlsCipherProfile.Modern} and {CwmpTlsCipherProfile.LegacyStaticRsa}.");
            return CwmpTlsCipherProfile.Modern;
        }

        if (profile.CipherSuites is not null && !SslOptionsFactory.SupportsCipherSuites)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.NotSupported,
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"the cipher profile \"{profile}\" needs a platform on which a program chooses its cipher suites; on Windows the group policy \"SSL Cipher Suite Order\" does.");
        }

        return profile;

        bool Is(CwmpTlsCipherProfile known) => string.Equals(known.Name, state.CipherProfileName, StringComparison.OrdinalIgnoreCase);
    }

    private SslProtocols ChooseProtocols(CwmpTlsCipherProfile cipherProfile)
    {
        SslProtocols protocols = SslProtocols.None;
        switch (state.Method)
        {
            case CwmpTlsMethod.Tls12AndTls13:
                protocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                break;
            case CwmpTlsMethod.Tls12:
                protocols = SslProtocols.Tls12;
                break;
            case CwmpTlsMethod.Tls13:
                protocols = SslProtocols.Tls13;
                break;
            case CwmpTlsMethod.Tls11:
                Refuse("TLS 1.1", "its handshake rests on MD5 and SHA-1, and RFC 8996 forbids it since 2021");
                return protocols;
            case CwmpTlsMethod.Tls10:
                Refuse("TLS 1.0", "its handshake rests on MD5 and SHA-1 and its CBC mode leaks (BEAST); RFC 8996 forbids it since 2021");
                return protocols;
            case CwmpTlsMethod.Ssl3:
                Refuse("SSL 3.0", "its padding can be read by anybody (POODLE); RFC 7568 forbids it since 2015");
                return protocols;
            case CwmpTlsMethod.Ssl2:
                Refuse("SSL 2.0", "its handshake is not protected at all and endangers the keys of newer versions (DROWN); RFC 6176 forbids it since 2011");
                return protocols;
            default:
                _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, "CwmpTlsMethod", $"there is no method {state.Method}.");
                return protocols;
        }

        protocols &= ~(state.Flags.HasFlag(CwmpTlsFlags.NoTls12) ? SslProtocols.Tls12 : SslProtocols.None);
        protocols &= ~(state.Flags.HasFlag(CwmpTlsFlags.NoTls13) ? SslProtocols.Tls13 : SslProtocols.None);
        if (protocols == SslProtocols.None)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ProtocolConflict,
                nameof(CwmpTlsContextBuilder.SetFlags),
                $"the method {state.Method} with {state.Flags} leaves no protocol version; take one of the two back.");
            return protocols;
        }

        if (cipherProfile.NeedsTls12 && !protocols.HasFlag(SslProtocols.Tls12))
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ProtocolConflict,
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"the cipher profile \"{cipherProfile}\" is for TLS 1.2, which method and flags exclude.");
        }

        protocols &= ~(cipherProfile.AllowsTls12 ? SslProtocols.None : SslProtocols.Tls12);
        protocols &= ~(cipherProfile.AllowsTls13 ? SslProtocols.None : SslProtocols.Tls13);
        if (protocols == SslProtocols.None)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ProtocolConflict,
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"no cipher suite of the profile \"{cipherProfile}\" belongs to a protocol version that is allowed.");
        }

        return protocols;
    }

    private void Refuse(string version, string reason) => _errors.Add(
        CwmpTlsConfigurationErrorCode.ProtocolRefused,
        "CwmpTlsMethod",
        $"{version} is refused: {reason}. Use {nameof(CwmpTlsMethod.Tls12AndTls13)}; a device that knows nothing newer needs new firmware.");

    private List<SslApplicationProtocol> ReadApplicationProtocols()
    {
        var protocols = new List<SslApplicationProtocol>();
        foreach (string? protocol in state.ApplicationProtocols)
        {
            if (protocol is { Length: >= 1 and <= 255 } && Ascii.IsValid(protocol))
            {
                protocols.Add(new SslApplicationProtocol(protocol));
            }
            else
            {
                _errors.Add(
                    CwmpTlsConfigurationErrorCode.ValueOutOfRange,
                    nameof(CwmpTlsContextBuilder.SetApplicationProtocols),
                    "an application protocol has 1 to 255 ASCII characters (RFC 7301 §3.1), such as \"http/1.1\".");
            }
        }

        return protocols;
    }

    private void CheckDefined<T>(T value, string setting)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, setting, $"there is no {typeof(T).Name} {value}.");
        }
    }

    private void CheckWatchInterval()
    {
        if (state.WatchInterval != TimeSpan.Zero && (state.WatchInterval < ShortestWatch || state.WatchInterval > LongestTimeout))
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ValueOutOfRange,
                nameof(CwmpTlsContextBuilder.WatchFiles),
                $"files are looked at every 10 ms at most and once a day at least, not every {state.WatchInterval}.");
        }
    }

    private void CheckTimeout(TimeSpan timeout, string setting)
    {
        if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
        {
            _errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, setting, $"a timeout is more than zero and at most a day, not {timeout}.");
        }
    }
}
