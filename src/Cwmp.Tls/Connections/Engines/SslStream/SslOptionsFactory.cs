// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>
/// Makes the platform's options from our settings. The certificate context is costly, so it is made once and shared; the options objects
/// are small. Thread-safe.
/// </summary>
internal sealed class SslOptionsFactory
{
    private readonly SslStreamCertificateContext? _certificate;

    public SslOptionsFactory(TlsEngineSettings settings)
    {
        Settings = settings;
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

    public TlsEngineSettings Settings { get; }

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
            ClientCertificateRequired = Settings.RequestClientCertificate,
            EnabledSslProtocols = Settings.Protocols,
            AllowRenegotiation = false,

            // All servers of a process with this certificate share the platform's tickets. A ticket from a server that asked for no client
            // certificate would be resumed without one by a server that requires it, and be refused there.
            AllowTlsResume = Settings.AllowResumption && Settings.RequestClientCertificate,
            CertificateChainPolicy = CreateIdlePolicy(),
            RemoteCertificateValidationCallback = judge,
            ApplicationProtocols = CopyProtocols(),
        };
        if (Settings.CipherSuites is not null && SupportsCipherSuites)
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(Settings.CipherSuites);
        }

        return options;
    }

    public SslClientAuthenticationOptions CreateClient(string? host, RemoteCertificateValidationCallback judge)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = _certificate,
            EnabledSslProtocols = Settings.Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = Settings.AllowResumption,
            CertificateChainPolicy = CreateIdlePolicy(),
            RemoteCertificateValidationCallback = judge,
            ApplicationProtocols = CopyProtocols(),
        };
        if (Settings.CipherSuites is not null && SupportsCipherSuites)
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(Settings.CipherSuites);
        }

        return options;
    }

    /// <summary>Whether the platform lets a program choose its cipher suites.</summary>
    [System.Runtime.Versioning.SupportedOSPlatformGuard("linux")]
    [System.Runtime.Versioning.SupportedOSPlatformGuard("macos")]
    public static bool SupportsCipherSuites => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    // The platform always builds a chain. Against an empty store and without downloads, that costs next to nothing.
    private static X509ChainPolicy CreateIdlePolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private List<SslApplicationProtocol>? CopyProtocols() =>
        Settings.ApplicationProtocols.Count > 0 ? [.. Settings.ApplicationProtocols] : null;
}
