// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>Makes an SSL_CTX of the engine's settings, for one role.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class OpenSslContextFactory
{
    private const int Tls12 = 0x0303;
    private const int Tls13 = 0x0304;

    // RFC 9325 §4.2: forward secrecy and authenticated encryption. TLS 1.3 has no others.
    private const string ModernCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

    // Every suite OpenSSL has, to find the names of those that the settings give by number. It must not name a security level: that would
    // stay in force.
    private const string AllCiphers = "ALL";

    public static SafeSslContextHandle Create(TlsEngineSettings settings, bool isServer)
    {
        LibCrypto.ERR_clear_error();
        SafeSslContextHandle context = LibSsl.SSL_CTX_new(LibSsl.TLS_method());
        try
        {
            if (context.IsInvalid)
            {
                throw OpenSslErrors.TakeAsException("OpenSSL cannot make a context");
            }

            SetProtocols(context, settings.Protocols);
            SetCipherSuites(context, settings.CipherSuites);
            LibSsl.SSL_CTX_set_options(context, LibSsl.NoCompression | LibSsl.NoRenegotiation | LibSsl.ServerPreference | LibSsl.NoTicket);
            Control(context, LibSsl.CtrlMode, LibSsl.ModeNoAutoChain | LibSsl.ModeReleaseBuffers, 0);
            if (settings.Credential is not null)
            {
                UseCredential(context, settings.Credential);
            }

            SetVerification(context, settings, isServer);
            SetResumption(context, settings, isServer);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static void SetProtocols(SafeSslContextHandle context, SslProtocols protocols)
    {
        Require(
            Control(context, LibSsl.CtrlMinimumProtocol, protocols.HasFlag(SslProtocols.Tls12) ? Tls12 : Tls13, 0),
            "OpenSSL refuses the lowest protocol version");
        Require(
            Control(context, LibSsl.CtrlMaximumProtocol, protocols.HasFlag(SslProtocols.Tls13) ? Tls13 : Tls12, 0),
            "OpenSSL refuses the highest protocol version");
    }

    private static void SetCipherSuites(SafeSslContextHandle context, IReadOnlyList<TlsCipherSuite>? suites)
    {
        if (suites is null)
        {
            Require(LibSsl.SSL_CTX_set_cipher_list(context, ModernCiphers), "OpenSSL has none of the modern cipher suites");
            return;
        }

        Require(LibSsl.SSL_CTX_set_cipher_list(context, AllCiphers), "OpenSSL has no cipher suites");
        Dictionary<ushort, string> known = ReadNames(context);
        TlsCipherSuite[] wanted = [.. suites.Where(suite => !CwmpTlsCipherProfile.IsTls13(suite))];
        string[] tls12 =
        [
            .. wanted.Select(suite => known.GetValueOrDefault((ushort)suite, "")).Where(name => name.Length > 0),
        ];
        if (wanted.Length > 0 && tls12.Length == 0)
        {
            throw new NotSupportedException($"OpenSSL has none of the cipher suites {string.Join(", ", wanted)}.");
        }

        string[] tls13 = [.. suites.Where(CwmpTlsCipherProfile.IsTls13).Select(suite => suite.ToString())];

        // An empty list for TLS 1.2 cannot be set; without any, the version limits say what is left.
        Require(
            LibSsl.SSL_CTX_set_cipher_list(context, tls12.Length > 0 ? string.Join(':', tls12) : ModernCiphers),
            "OpenSSL has none of the profile's cipher suites");
        Require(
            LibSsl.SSL_CTX_set_ciphersuites(context, string.Join(':', tls13)),
            "OpenSSL has none of the profile's cipher suites for TLS 1.3");
    }

    private static Dictionary<ushort, string> ReadNames(SafeSslContextHandle context)
    {
        var names = new Dictionary<ushort, string>();
        nint stack = LibSsl.SSL_CTX_get_ciphers(context);
        for (int i = 0; i < LibCrypto.OPENSSL_sk_num(stack); i++)
        {
            nint cipher = LibCrypto.OPENSSL_sk_value(stack, i);
            names[LibSsl.SSL_CIPHER_get_protocol_id(cipher)] = Marshal.PtrToStringUTF8(LibSsl.SSL_CIPHER_get_name(cipher))!;
        }

        return names;
    }

    private static void UseCredential(SafeSslContextHandle context, CertificateCredential credential)
    {
        using (SafeX509Handle certificate = Parse(credential.Certificate))
        {
            Require(LibSsl.SSL_CTX_use_certificate(context, certificate), "OpenSSL does not take the certificate");
        }

        OpenSslKey.Use(context, credential);
        foreach (X509Certificate2 intermediate in credential.Intermediates)
        {
            SafeX509Handle certificate = Parse(intermediate);
            if (Control(context, LibSsl.CtrlExtraChainCertificate, 0, certificate.DangerousGetHandle()) != 1)
            {
                certificate.Dispose();
                throw OpenSslErrors.TakeAsException("OpenSSL does not take the intermediate certificate");
            }

            // The context owns it from here on.
            certificate.SetHandleAsInvalid();
        }
    }

    private static void SetVerification(SafeSslContextHandle context, TlsEngineSettings settings, bool isServer)
    {
        int mode = !isServer ? LibSsl.VerifyPeer
            : !settings.RequestClientCertificate ? LibSsl.VerifyNone
            : settings.RequireClientCertificate ? LibSsl.VerifyPeer | LibSsl.VerifyFailIfNoPeerCertificate
            : LibSsl.VerifyPeer;
        LibSsl.SSL_CTX_set_verify(context, mode, 0);
        LibSsl.SSL_CTX_set_cert_verify_callback(context, &OpenSslCallbacks.Verify, 0);
        foreach (X509Certificate2 authority in isServer ? settings.AnnouncedAuthorities : [])
        {
            using SafeX509Handle certificate = Parse(authority);
            Require(LibSsl.SSL_CTX_add_client_CA(context, certificate), "OpenSSL does not take the name of an authority");
        }

        if (isServer)
        {
            LibSsl.SSL_CTX_set_alpn_select_cb(context, &OpenSslCallbacks.SelectApplicationProtocol, 0);
        }
    }

    private static void SetResumption(SafeSslContextHandle context, TlsEngineSettings settings, bool isServer)
    {
        if (!settings.AllowResumption)
        {
            Control(context, LibSsl.CtrlSetSessionCacheMode, LibSsl.CacheOff, 0);
            LibSsl.SSL_CTX_set_num_tickets(context, 0);
            return;
        }

        // Sessions are kept here, not by OpenSSL: with the chain that is judged again, and within limits of our own. They are stateful also
        // in TLS 1.3, so that a ticket is no copy of the peer's certificate that has to be parsed each time it comes back.
        Control(context, LibSsl.CtrlSetSessionCacheMode, (isServer ? LibSsl.CacheServer : LibSsl.CacheClient) | LibSsl.CacheNoInternal, 0);
        LibSsl.SSL_CTX_sess_set_new_cb(context, &OpenSslCallbacks.KeepSession);
        LibSsl.SSL_CTX_set_timeout(context, new((nint)OpenSslEngineContext.SessionLifetime.TotalSeconds));
        if (isServer)
        {
            LibSsl.SSL_CTX_sess_set_get_cb(context, &OpenSslCallbacks.FindSession);
            LibSsl.SSL_CTX_set_num_tickets(context, 1);
            Span<byte> identifier = stackalloc byte[16];
            RandomNumberGenerator.Fill(identifier);
            fixed (byte* start = identifier)
            {
                Require(
                    LibSsl.SSL_CTX_set_session_id_context(context, start, (uint)identifier.Length),
                    "OpenSSL refuses the session identifier context");
            }
        }
    }

    private static SafeX509Handle Parse(X509Certificate2 certificate)
    {
        ReadOnlySpan<byte> der = certificate.RawDataMemory.Span;
        fixed (byte* start = der)
        {
            byte* position = start;
            SafeX509Handle parsed = LibCrypto.d2i_X509(null, &position, new(der.Length));
            return parsed.IsInvalid
                ? throw OpenSslErrors.TakeAsException($"OpenSSL cannot read the certificate of \"{certificate.Subject}\"")
                : parsed;
        }
    }

    private static nint Control(SafeSslContextHandle context, int command, nint number, nint pointer) =>
        LibSsl.SSL_CTX_ctrl(context, command, new(number), pointer).Value;

    private static void Require(nint result, string otherwise)
    {
        if (result != 1)
        {
            throw OpenSslErrors.TakeAsException(otherwise);
        }
    }
}
