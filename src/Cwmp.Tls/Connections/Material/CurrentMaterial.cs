// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// The material of the next handshake: prepared again when a source holds another certificate or other trust. A certificate that the engine
/// cannot use leaves the last good material in force. Thread-safe.
/// </summary>
internal sealed class CurrentMaterial
{
    /// <summary>How many trusted authorities a server names at most when it asks for a certificate; with more it names none.</summary>
    public const int MaxAnnouncedAuthorities = 64;

    private readonly ITlsEngine _engine;
    private readonly TlsEngineSettings _settings;
    private readonly int _maxAnnounced;
    private readonly MaterialSources _sources;
    private readonly ILogger _log;
    private readonly Lock _renewal = new();
    private volatile ContextMaterial _material;
    private volatile CertificateCredential? _unusable;

    /// <summary>Prepares what the sources hold now.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">The settings without certificate and trust.</param>
    /// <param name="announcesAuthorities">Whether a server names the authorities that it trusts.</param>
    /// <param name="sources">The certificate and the trust.</param>
    /// <param name="log">Told of every renewal.</param>
    public CurrentMaterial(ITlsEngine engine, TlsEngineSettings settings, bool announcesAuthorities, MaterialSources sources, ILogger log)
    {
        _engine = engine;
        _settings = settings;
        _maxAnnounced = announcesAuthorities ? MaxAnnouncedAuthorities : -1;
        _sources = sources;
        _log = log;
        _material = Create();
    }

    public ContextMaterial Value
    {
        get
        {
            ContextMaterial material = _material;
            return IsCurrent(material) ? material : Renew();
        }
    }

    private ContextMaterial Create() => ContextMaterial.Create(_engine, _settings, _maxAnnounced, _sources);

    private bool IsCurrent(ContextMaterial material) =>
        material.IsCurrent(_sources) || (_unusable is { } unusable && ReferenceEquals(unusable, _sources.Credential?.Current));

    private ContextMaterial Renew()
    {
        lock (_renewal)
        {
            if (IsCurrent(_material))
            {
                return _material;
            }

            CertificateCredential? credential = _sources.Credential?.Current;
            try
            {
                _material = Create();
                _log.MaterialRenewed(_material.Settings.Credential?.Certificate.Subject);
            }
            catch (Exception e) when (e is CryptographicException or ObjectDisposedException or ArgumentException or NotSupportedException)
            {
                // A service must not stop because a renewal went wrong.
                _unusable = credential;
                _log.RenewalFailed(e);
            }

            return _material;
        }
    }
}
