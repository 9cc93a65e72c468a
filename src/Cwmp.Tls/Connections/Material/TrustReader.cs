// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Reads whom a context trusts.</summary>
internal sealed class TrustReader(MaterialOrigins origins, ConfigurationErrors errors)
{
    private const string Setting = nameof(CwmpTlsContextBuilder.LoadVerifyLocations);

    private readonly TrustOrigin _origin = origins.Trust;
    private readonly List<CertificateLoadException> _skipped = [];

    /// <summary>The files of directories that gave no certificate.</summary>
    public IReadOnlyList<CertificateLoadException> Skipped => _skipped;

    /// <summary>Gives the trust; what is wrong with it is reported.</summary>
    public TrustSource Read()
    {
        if (_origin.Source is not null)
        {
            if (_origin.HasLocations)
            {
                errors.Add(
                    CwmpTlsConfigurationErrorCode.SettingConflict,
                    nameof(CwmpTlsContextBuilder.UseTrust),
                    $"a trust source excludes {Setting} and {nameof(CwmpTlsContextBuilder.AddTrustAnchors)}; "
                        + "put their certificates into the source.");
            }

            return _origin.Source;
        }

        if (!_origin.HasLocations)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.NothingTrusted,
                Setting,
                "nothing is trusted, so every peer would be refused. Name the file or directory of the CAs that issue "
                    + "the peers' certificates; the system's store is never used.");
            return TrustStore.Empty;
        }

        var anchors = new List<TrustAnchor>();
        foreach (string file in _origin.Files.Where(file => !errors.AddIfEmpty(file, Setting)))
        {
            AddFile(anchors, file);
        }

        foreach (string directory in _origin.Directories.Where(directory => !errors.AddIfEmpty(directory, Setting)))
        {
            AddDirectory(anchors, directory);
        }

        foreach (ReadOnlyMemory<byte> authority in _origin.Authorities)
        {
            TryAdd(anchors, authority, nameof(CwmpTlsContextBuilder.AddTrustAnchors), "the certificate");
        }

        return new TrustStore(anchors);
    }

    private void AddFile(List<TrustAnchor> anchors, string file)
    {
        if (CertificateFile.TryLoadCertificates(
            file, out IReadOnlyList<X509Certificate2>? certificates, out CertificateLoadException? error))
        {
            Add(anchors, certificates, file);
        }
        else
        {
            errors.Add(Setting, error);
        }
    }

    private void AddDirectory(List<TrustAnchor> anchors, string directory)
    {
        try
        {
            CertificateDirectory loaded = CertificateFile.LoadDirectory(directory);
            foreach (CertificateLoadException skipped in loaded.Skipped)
            {
                origins.Log.AuthorityFileSkipped(skipped.Message);
            }

            _skipped.AddRange(loaded.Skipped);
            Add(anchors, loaded.Certificates, directory);
        }
        catch (CertificateLoadException e)
        {
            errors.Add(Setting, e);
        }
    }

    private void Add(List<TrustAnchor> anchors, IReadOnlyList<X509Certificate2> certificates, string source)
    {
        if (certificates.Count == 0)
        {
            errors.Add(CwmpTlsConfigurationErrorCode.CertificateMissing, Setting, $"{source}: there is no CA certificate in it.");
        }
        else if (!certificates.Any(IsAuthority))
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.NotAnAuthority,
                Setting,
                $"{source}: none of the {certificates.Count} certificate(s) is a CA; the first is \"{certificates[0].Subject}\". "
                    + "Name the CA that issued it instead.");
        }

        foreach (X509Certificate2 certificate in certificates)
        {
            using (certificate)
            {
                TryAdd(anchors, certificate.RawDataMemory, Setting, $"{source}: \"{certificate.Subject}\"");
            }
        }
    }

    private void TryAdd(List<TrustAnchor> anchors, ReadOnlyMemory<byte> der, string setting, string what)
    {
        try
        {
            anchors.Add(new TrustAnchor(der.Span));
        }
        catch (CryptographicException e)
        {
            errors.Add(CwmpTlsConfigurationErrorCode.FileNotUsable, setting, $"{what} cannot be a trust anchor: {e.Message}", e);
        }
    }

    // A version 1 root has no extensions. Being self-issued must be enough there.
    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority
        ?? certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
