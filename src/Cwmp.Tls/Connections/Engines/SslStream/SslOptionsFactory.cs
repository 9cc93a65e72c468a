// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>
/// Makes the platform's options from our settings. What is costly to make (the certificate context) is made once and shared; the options
/// objects themselves are small. Thread-safe.
/// </summary>
internal sealed class SslOptionsFactory
{
    private readonly TlsEngineSettings _settings;
    private readonly SslStreamCertificateContext? _certificate;

    public SslOptionsFactory(TlsEngineSettings settings)
    {
        _settings = settings;
        if (settings.Credential is not null)
        {
            // A trust collection of our own also keeps the platform from reading the system's store.
            X509Certificate2Collection authorities = [.. settings.AnnouncedAuthorities];
            _certificate = SslStreamCertificateContext.Create(
                settings.Credential.Certificate,
                [.. settings.Credential.Intermediates],
                offline: true,
                SslCertificateTrust.CreateForX509Collection(authorities, sendTrustInHandshake: authorities.Count > 0));
        }
    }

    public SslServerAuthenticationOptions CreateServer(RemoteCertificateValidationCallback judge)
    {
        if (_certificate is null)
        {
            throw new InvalidOperationException(
                "This context has no certificate of its own and can serve clients only. Give the builder a certificate and its key.");
        }

        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = _settings.RequestClientCertificate,
            EnabledSslProtocols = _settings.Protocols,
            AllowRenegotiation = false,

            // The platform shares its tickets between all servers of a process with this certificate. One from a server that asked for no client
            // certificate would be resumed without one where it is required, and refused there.
            AllowTlsResume = _settings.AllowResumption && _settings.RequestClientCertificate,
            CertificateChainPolicy = CreateIdlePolicy(),
            RemoteCertificateValidationCallback = judge,
            ApplicationProtocols = CopyProtocols(),
        };
        if (_settings.CipherSuites is not null && SupportsCipherSuites)
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(_settings.CipherSuites);
        }

        return options;
    }

    public SslClientAuthenticationOptions CreateClient(string? host, RemoteCertificateValidationCallback judge)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = _certificate,
            EnabledSslProtocols = _settings.Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = _settings.AllowResumption,
            CertificateChainPolicy = CreateIdlePolicy(),
            RemoteCertificateValidationCallback = judge,
            ApplicationProtocols = CopyProtocols(),
        };
        if (_settings.CipherSuites is not null && SupportsCipherSuites)
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(_settings.CipherSuites);
        }

        return options;
    }

    /// <summary>Whether the platform lets a program choose its cipher suites.</summary>
    [System.Runtime.Versioning.SupportedOSPlatformGuard("linux")]
    [System.Runtime.Versioning.SupportedOSPlatformGuard("macos")]
    public static bool SupportsCipherSuites => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    // The platform builds a chain whatever we do; against an empty store, and without going anywhere, that costs next to nothing.
    private static X509ChainPolicy CreateIdlePolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private List<SslApplicationProtocol>? CopyProtocols() =>
        _settings.ApplicationProtocols.Count > 0 ? [.. _settings.ApplicationProtocols] : null;
}
