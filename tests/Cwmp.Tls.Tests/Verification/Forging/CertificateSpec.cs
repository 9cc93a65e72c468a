// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>
/// A certificate octet by octet, with defaults that are right. Unlike CertificateRequest it makes whatever is asked for: old versions,
/// broken encodings, extensions twice.
/// </summary>
internal sealed class CertificateSpec
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string AnyUsage = "2.5.29.37.0";

    public static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>EXPLICIT [0]; null leaves it out.</summary>
    public int? Version { get; set; } = 2;

    public byte[] Serial { get; set; } = [0x41, .. RandomNumberGenerator.GetBytes(8)];

    public byte[] Subject { get; set; } = [0x30, 0x00];

    /// <summary>The issuer name that is written; null for the issuer's own.</summary>
    public byte[]? Issuer { get; set; }

    public DateTimeOffset NotBefore { get; set; } = Begin;

    public DateTimeOffset NotAfter { get; set; } = End;

    /// <summary>Write times as GeneralizedTime whatever their year.</summary>
    public bool GeneralizedTimes { get; set; }

    /// <summary>The whole SubjectPublicKeyInfo; null for that of the key.</summary>
    public byte[]? PublicKey { get; set; }

    /// <summary>Elements between the key and the extensions.</summary>
    public byte[] Unique { get; set; } = [];

    /// <summary>null for no basicConstraints.</summary>
    public bool? Authority { get; set; } = false;

    public int? PathLength { get; set; }

    public bool AuthorityCritical { get; set; } = true;

    public X509KeyUsageFlags? KeyUsage { get; set; } = X509KeyUsageFlags.DigitalSignature;

    /// <summary>null for no extended key usage.</summary>
    public string[]? Usages { get; set; }

    public bool UsagesCritical { get; set; }

    /// <summary>Encoded general names; null for no subjectAltName.</summary>
    public List<byte[]>? AlternativeNames { get; set; }

    public bool AlternativeNamesCritical { get; set; }

    public bool SubjectKeyIdentifier { get; set; } = true;

    public bool SubjectKeyIdentifierCritical { get; set; }

    /// <summary>true for the issuer's identifier, where it has one; false for none.</summary>
    public bool AuthorityKeyIdentifier { get; set; } = true;

    public bool AuthorityKeyIdentifierCritical { get; set; }

    /// <summary>The whole AKI value, instead of the issuer's identifier.</summary>
    public byte[]? AuthorityKeyIdentifierValue { get; set; }

    public byte[]? NameConstraints { get; set; }

    public bool NameConstraintsCritical { get; set; } = true;

    public List<(string Oid, bool Critical, byte[] Value)> Extra { get; } = [];

    /// <summary>signatureAlgorithm outside the signed part, instead of the one inside.</summary>
    public byte[]? OuterAlgorithm { get; set; }

    /// <summary>Both algorithm fields, instead of what fits the signing key.</summary>
    public byte[]? Algorithm { get; set; }

    public HashAlgorithmName Hash { get; set; } = HashAlgorithmName.SHA256;

    public bool Pss { get; set; }

    /// <summary>Signs with this key instead of the issuer's.</summary>
    public AsymmetricAlgorithm? SigningKey { get; set; }

    /// <summary>The extensions element is replaced by this.</summary>
    public byte[]? RawExtensions { get; set; }

    public CertificateSpec Dns(params string[] names)
    {
        (AlternativeNames ??= []).AddRange(names.Select(Encoded.Dns));
        return this;
    }

    public byte[] Encode(AsymmetricAlgorithm key, byte[] issuerName, byte[]? issuerKeyIdentifier, AsymmetricAlgorithm issuerKey)
    {
        AsymmetricAlgorithm signer = SigningKey ?? issuerKey;
        byte[] algorithm = Algorithm ?? Signing.AlgorithmOf(signer, Hash, Pss);
        byte[] publicKey = PublicKey ?? Signing.PublicKeyOf(key);
        byte[] tbs = Encoded.Sequence(
            Version is { } version ? Encoded.Tagged(0xA0, [0x02, 0x01, (byte)version]) : [],
            Encoded.Tagged(0x02, Serial),
            algorithm,
            Issuer ?? issuerName,
            Encoded.Sequence(Time(NotBefore), Time(NotAfter)),
            Subject,
            publicKey,
            Unique,
            RawExtensions ?? EncodeExtensions(publicKey, issuerKeyIdentifier));
        byte[] signature = Signing.Sign(signer, tbs, Hash, Pss);
        return Encoded.Sequence(tbs, OuterAlgorithm ?? algorithm, Encoded.Tagged(0x03, [0, .. signature]));
    }

    public static byte[] Extension(string oid, bool critical, byte[] value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            writer.WriteOctetString(value);
        }

        return writer.Encode();
    }

    private byte[] EncodeExtensions(byte[] publicKey, byte[]? issuerKeyIdentifier)
    {
        var list = new List<byte[]>();
        if (Authority is { } authority)
        {
            list.Add(Extension("2.5.29.19", AuthorityCritical,
                new X509BasicConstraintsExtension(authority, PathLength is not null, PathLength ?? 0, true).RawData));
        }

        if (KeyUsage is { } usage)
        {
            list.Add(Extension("2.5.29.15", true, new X509KeyUsageExtension(usage, true).RawData));
        }

        if (Usages is not null)
        {
            list.Add(Extension("2.5.29.37", UsagesCritical, Encoded.Sequence([.. Usages.Select(Signing.Oid)])));
        }

        if (AlternativeNames is not null)
        {
            list.Add(Extension("2.5.29.17", AlternativeNamesCritical, Encoded.Sequence([.. AlternativeNames])));
        }

        if (SubjectKeyIdentifier)
        {
            list.Add(Extension("2.5.29.14", SubjectKeyIdentifierCritical, Encoded.Tagged(0x04, Signing.KeyIdentifierOf(publicKey))));
        }

        if (AuthorityKeyIdentifierValue is not null)
        {
            list.Add(Extension("2.5.29.35", AuthorityKeyIdentifierCritical, AuthorityKeyIdentifierValue));
        }
        else if (AuthorityKeyIdentifier && issuerKeyIdentifier is not null)
        {
            list.Add(Extension("2.5.29.35", AuthorityKeyIdentifierCritical, Encoded.Sequence(Encoded.Primitive(0, issuerKeyIdentifier))));
        }

        if (NameConstraints is not null)
        {
            list.Add(Extension("2.5.29.30", NameConstraintsCritical, NameConstraints));
        }

        list.AddRange(Extra.Select(extra => Extension(extra.Oid, extra.Critical, extra.Value)));
        return list.Count == 0 ? [] : Encoded.Tagged(0xA3, Encoded.Sequence([.. list]));
    }

    private byte[] Time(DateTimeOffset time) => time.Year >= 2050 || GeneralizedTimes
        ? Encoded.Tagged(0x18, Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", null)))
        : Encoded.Tagged(0x17, Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyMMddHHmmss'Z'", null)));
}
