// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.SslStream;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>One state of a context's certificate and trust, prepared for the engine. Immutable; sessions keep the one they began with.</summary>
internal sealed class ContextMaterial
{
    private readonly Lazy<SslOptionsFactory> _platformOptions;

    private ContextMaterial(TlsEngineSettings settings, TrustStore trust, ITlsEngine engine)
    {
        Settings = settings;
        Trust = trust;
        Engine = engine.CreateContext(settings);
        _platformOptions = new Lazy<SslOptionsFactory>(() => new SslOptionsFactory(settings));
    }

    public TlsEngineSettings Settings { get; }

    /// <summary>The trust whose names a server announces. The verdict itself is always reached with the store in force.</summary>
    public TrustStore Trust { get; }

    public ITlsEngineContext Engine { get; }

    /// <summary>The same for Kestrel and HttpClient, which bring an engine of their own.</summary>
    public SslOptionsFactory PlatformOptions => _platformOptions.Value;

    public static ContextMaterial Create(ContextSettings settings, ITlsEngine engine)
    {
        TrustStore trust = settings.Trust.Current;
        bool announces = settings.VerifyMode != CwmpTlsVerifyMode.NoClientCertificate
            && !settings.Flags.HasFlag(CwmpTlsFlags.NoAuthorityNames)
            && trust.Anchors.Count <= CwmpTlsContext.MaxAnnouncedAuthorities;
        return new ContextMaterial(
            new TlsEngineSettings
            {
                Protocols = settings.Protocols,
                CipherSuites = settings.CipherProfile.CipherSuites,
                Credential = settings.CredentialSource?.Current,
                AnnouncedAuthorities = announces ? ReadAuthorities(trust) : [],
                ApplicationProtocols = settings.ApplicationProtocols,
                AllowResumption = !settings.Flags.HasFlag(CwmpTlsFlags.NoResumption),
                RequestClientCertificate = settings.VerifyMode != CwmpTlsVerifyMode.NoClientCertificate,
                RequireClientCertificate = settings.VerifyMode == CwmpTlsVerifyMode.RequireCertificate,
            },
            trust,
            engine);
    }

    public bool IsCurrent(ContextSettings settings) =>
        ReferenceEquals(settings.CredentialSource?.Current, Settings.Credential) && ReferenceEquals(settings.Trust.Current, Trust);

    // The verifier reads certificates that the platform may not; their names are then not announced, which is only a hint to the client.
    private static List<X509Certificate2> ReadAuthorities(TrustStore trust)
    {
        var authorities = new List<X509Certificate2>(trust.Anchors.Count);
        foreach (TrustAnchor anchor in trust.Anchors)
        {
            try
            {
                authorities.Add(anchor.Info.ToX509Certificate2());
            }
            catch (CryptographicException)
            {
            }
        }

        return authorities;
    }
}
