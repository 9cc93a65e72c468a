// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// The sources that hold what is in force, and the files behind them. The sources stay; what they give may change. Thread-safe.
/// </summary>
internal sealed class MaterialSources : IExpiringMaterial
{
    /// <summary>Null where this side shows no certificate.</summary>
    public required CertificateCredentialSource? Credential { get; init; }

    /// <summary>The trust that devices are judged by, whose names a server announces.</summary>
    public required TrustSource Trust { get; init; }

    public required CrlSource? Crls { get; init; }

    public required ContextFiles Files { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    string IExpiringMaterial.CertificateSubject => GetStatus().CertificateSubject ?? "";

    DateTimeOffset? IExpiringMaterial.CertificateNotAfter => NotAfter(Credential?.Current);

    DateTimeOffset? IExpiringMaterial.CrlsNextUpdate => Crls?.Current.NextUpdate;

    DateTimeOffset IExpiringMaterial.UtcNow => TimeProvider.GetUtcNow();

    public CwmpTlsContextStatus GetStatus()
    {
        CertificateCredential? credential = Credential?.Current;
        DateTimeOffset? notAfter = NotAfter(credential);
        return new CwmpTlsContextStatus
        {
            CertificateSubject = notAfter is null ? null : credential!.Certificate.Subject,
            CertificateNotAfter = notAfter,
            TrustedAuthorities = Trust.Current.Anchors.Count,
            Crls = Crls?.Current.Count ?? 0,
            CrlsNextUpdate = Crls?.Current.NextUpdate,
            FailedReloads = Files.Failed,
        };
    }

    private static DateTimeOffset? NotAfter(CertificateCredential? credential)
    {
        if (credential is null)
        {
            return null;
        }

        try
        {
            DateTime first = credential.Certificate.NotAfter;
            foreach (X509Certificate2 intermediate in credential.Intermediates)
            {
                first = intermediate.NotAfter < first ? intermediate.NotAfter : first;
            }

            return first;
        }
        catch (CryptographicException)
        {
            // Its owner has disposed it just now. The source holds the next one already.
            return null;
        }
    }
}
