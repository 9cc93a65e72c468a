// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Trust;

/// <summary>A certificate as verification saw it. Texts are made when asked for; nothing is decided by them.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ChainCertificate
{
    private readonly ParsedCertificate? _certificate;
    private readonly ReadOnlyMemory<byte> _der;

    internal ChainCertificate(ParsedCertificate certificate)
    {
        _certificate = certificate;
        _der = certificate.Der;
    }

    /// <summary>Bytes that are no certificate.</summary>
    internal ChainCertificate(ReadOnlyMemory<byte> malformed) => _der = malformed;

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> RawData => _der;

    /// <summary>
    /// Whether the octets could be read as a certificate; where not, names are empty and dates are the earliest there are.
    /// </summary>
    public bool IsWellFormed => _certificate is not null;

    /// <summary>The subject, most general part first.</summary>
    public string Subject => _certificate is null ? string.Empty : NameText.Of(_der, _certificate.Subject);

    /// <summary>The issuer, most general part first.</summary>
    public string Issuer => _certificate is null ? string.Empty : NameText.Of(_der, _certificate.Issuer);

    /// <summary>The serial number in lower-case hexadecimal, as it is encoded.</summary>
    public string SerialNumber => _certificate is null ? string.Empty : Convert.ToHexStringLower(_certificate.Bytes(_certificate.Serial));

    /// <summary>SHA-256 over the encoding, in lower-case hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexStringLower(
        _certificate?.Fingerprint ?? System.Security.Cryptography.SHA256.HashData(_der.Span));

    /// <summary>SHA-256 over SubjectPublicKeyInfo, in lower-case hexadecimal: what a pin remembers.</summary>
    public string PublicKeyFingerprint => _certificate is null ? string.Empty : Convert.ToHexStringLower(_certificate.HashPublicKey());

    /// <summary>The beginning of the validity period.</summary>
    public DateTimeOffset NotBefore => _certificate is null ? default : DateTimeOffset.FromUnixTimeSeconds(_certificate.NotBefore);

    /// <summary>The end of the validity period, itself included.</summary>
    public DateTimeOffset NotAfter => _certificate is null ? default : DateTimeOffset.FromUnixTimeSeconds(_certificate.NotAfter);

    /// <summary>Loads the certificate into the platform's type; the caller disposes it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The platform cannot read it.</exception>
    public X509Certificate2 ToX509Certificate2() => X509CertificateLoader.LoadCertificate(_der.Span);

    /// <summary>The subject and the beginning of the fingerprint.</summary>
    public override string ToString() => $"'{(IsWellFormed ? Subject : "malformed certificate")}' (sha256 {Fingerprint[..16]}…)";
}
