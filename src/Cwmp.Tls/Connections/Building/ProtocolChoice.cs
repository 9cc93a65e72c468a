// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Connections.Material;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Settles the cipher suites and the protocol versions, which depend on each other.</summary>
internal sealed class ProtocolChoice
{
    private readonly BuilderState _state;
    private readonly ConfigurationErrors _errors;

    public ProtocolChoice(BuilderState state, bool supportsCipherSuites, ConfigurationErrors errors)
    {
        _state = state;
        _errors = errors;
        CipherProfile = ChooseCipherProfile(supportsCipherSuites);
        Protocols = ChooseProtocols();
    }

    public CwmpTlsCipherProfile CipherProfile { get; }

    public SslProtocols Protocols { get; }

    private CwmpTlsCipherProfile ChooseCipherProfile(bool supportsCipherSuites)
    {
        CwmpTlsCipherProfile? profile = _state.CipherProfileName is { } name ? CwmpTlsCipherProfile.Find(name) : _state.CipherProfile;
        if (profile is null)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.ValueOutOfRange,
                nameof(CwmpTlsOptions.CipherProfile),
                $"there is no cipher profile \"{_state.CipherProfileName}\"; "
                    + $"there are {CwmpTlsCipherProfile.Modern} and {CwmpTlsCipherProfile.LegacyStaticRsa}.");
            return CwmpTlsCipherProfile.Modern;
        }

        if (profile.CipherSuites is not null && !supportsCipherSuites)
        {
            _errors.Add(
                CwmpTlsConfigurationErrorCode.NotSupported,
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"the cipher profile \"{profile}\" needs a platform on which a program chooses its cipher suites; "
                    + "on Windows the group policy \"SSL Cipher Suite Order\" does.");
        }

        return profile;
    }

    private SslProtocols ChooseProtocols()
    {
        SslProtocols protocols = OfMethod();
        if (protocols == SslProtocols.None)
        {
            return protocols;
        }

        protocols &= ~(_state.Flags.HasFlag(CwmpTlsFlags.NoTls12) ? SslProtocols.Tls12 : SslProtocols.None);
        protocols &= ~(_state.Flags.HasFlag(CwmpTlsFlags.NoTls13) ? SslProtocols.Tls13 : SslProtocols.None);
        if (protocols == SslProtocols.None)
        {
            AddConflict(
                nameof(CwmpTlsContextBuilder.SetFlags),
                $"the method {_state.Method} with {_state.Flags} leaves no protocol version; take one of the two back.");
            return protocols;
        }

        if (CipherProfile.NeedsTls12 && !protocols.HasFlag(SslProtocols.Tls12))
        {
            AddConflict(
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"the cipher profile \"{CipherProfile}\" is for TLS 1.2, which method and flags exclude.");
        }

        protocols &= ~(CipherProfile.AllowsTls12 ? SslProtocols.None : SslProtocols.Tls12);
        protocols &= ~(CipherProfile.AllowsTls13 ? SslProtocols.None : SslProtocols.Tls13);
        if (protocols == SslProtocols.None)
        {
            AddConflict(
                nameof(CwmpTlsContextBuilder.SetCipherProfile),
                $"no cipher suite of the profile \"{CipherProfile}\" belongs to a protocol version that is allowed.");
        }

        return protocols;
    }

    private SslProtocols OfMethod()
    {
        switch (_state.Method)
        {
            case CwmpTlsMethod.Tls12AndTls13:
                return SslProtocols.Tls12 | SslProtocols.Tls13;
            case CwmpTlsMethod.Tls12:
                return SslProtocols.Tls12;
            case CwmpTlsMethod.Tls13:
                return SslProtocols.Tls13;
            case CwmpTlsMethod.Tls11:
                return Refuse("TLS 1.1", "its handshake rests on MD5 and SHA-1, and RFC 8996 forbids it since 2021");
            case CwmpTlsMethod.Tls10:
                return Refuse(
                    "TLS 1.0", "its handshake rests on MD5 and SHA-1 and its CBC mode leaks (BEAST); RFC 8996 forbids it since 2021");
            case CwmpTlsMethod.Ssl3:
                return Refuse("SSL 3.0", "its padding can be read by anybody (POODLE); RFC 7568 forbids it since 2015");
            case CwmpTlsMethod.Ssl2:
                return Refuse(
                    "SSL 2.0",
                    "its handshake is not protected at all and endangers the keys of newer versions (DROWN); "
                        + "RFC 6176 forbids it since 2011");
            default:
                _errors.Add(
                    CwmpTlsConfigurationErrorCode.ValueOutOfRange, nameof(CwmpTlsMethod), $"there is no method {_state.Method}.");
                return SslProtocols.None;
        }
    }

    private SslProtocols Refuse(string version, string reason)
    {
        _errors.Add(
            CwmpTlsConfigurationErrorCode.ProtocolRefused,
            nameof(CwmpTlsMethod),
            $"{version} is refused: {reason}. Use {nameof(CwmpTlsMethod.Tls12AndTls13)}; "
                + "a device that knows nothing newer needs new firmware.");
        return SslProtocols.None;
    }

    private void AddConflict(string setting, string message) =>
        _errors.Add(CwmpTlsConfigurationErrorCode.ProtocolConflict, setting, message);
}
