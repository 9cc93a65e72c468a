// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// One state of a context's certificate and trust, prepared for the engine. Immutable: a session keeps the one that it began with.
/// </summary>
internal sealed class ContextMaterial
{
    private ContextMaterial(TlsEngineSettings settings, TrustStore trust, ITlsEngine engine)
    {
        Settings = settings;
        Trust = trust;
        Engine = engine.CreateContext(settings);
    }

    public TlsEngineSettings Settings { get; }

    /// <summary>The trust whose names a server announces. A verdict is always reached with the store that is in force.</summary>
    public TrustStore Trust { get; }

    public ITlsEngineContext Engine { get; }

    /// <summary>Prepares what the sources hold now.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">The settings without certificate and trust.</param>
    /// <param name="maxAnnounced">How many authorities a server names at most; with more it names none.</param>
    /// <param name="sources">The certificate and the trust.</param>
    public static ContextMaterial Create(ITlsEngine engine, TlsEngineSettings settings, int maxAnnounced, MaterialSources sources)
    {
        TrustStore trust = sources.Trust.Current;
        return new ContextMaterial(
            settings with
            {
                Credential = sources.Credential?.Current,
                AnnouncedAuthorities = trust.Anchors.Count <= maxAnnounced ? ReadAuthorities(trust) : [],
            },
            trust,
            engine);
    }

    public bool IsCurrent(MaterialSources sources) =>
        ReferenceEquals(sources.Credential?.Current, Settings.Credential) && ReferenceEquals(sources.Trust.Current, Trust);

    // The verifier reads certificates that the platform may not read. Their names are not announced; an announcement is only a hint to the
    // client.
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
