// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>A CRL octet by octet, with defaults that are right.</summary>
internal sealed class ForgedCrl
{
    public DateTimeOffset ThisUpdate { get; set; } = CertificateSpec.Begin;

    public DateTimeOffset? NextUpdate { get; set; } = CertificateSpec.End;

    public List<byte[]> Revoked { get; } = [];

    /// <summary>Encoded entries, instead of <see cref="Revoked"/>.</summary>
    public byte[]? RawEntries { get; set; }

    /// <summary>crlEntryExtensions of every entry.</summary>
    public byte[] EntryExtensions { get; set; } = [];

    /// <summary>null for no CRLNumber.</summary>
    public byte[]? Number { get; set; } = [0x01];

    public bool NumberCritical { get; set; }

    public List<(string Oid, bool Critical, byte[] Value)> Extra { get; } = [];

    public bool Version2 { get; set; } = true;

    /// <summary>Signs with another key than the CA's.</summary>
    public AsymmetricAlgorithm? SigningKey { get; set; }

    public byte[] Encode(ForgedAuthority authority)
    {
        AsymmetricAlgorithm signer = SigningKey ?? authority.Key;
        byte[] algorithm = Signing.AlgorithmOf(signer, HashAlgorithmName.SHA256);
        List<byte[]> extensions =
            [CertificateSpec.Extension("2.5.29.35", false, Encoded.Sequence(Encoded.Primitive(0, authority.KeyIdentifier)))];
        if (Number is not null)
        {
            extensions.Add(CertificateSpec.Extension("2.5.29.20", NumberCritical, Encoded.Tagged(0x02, Number)));
        }

        extensions.AddRange(Extra.Select(extra => CertificateSpec.Extension(extra.Oid, extra.Critical, extra.Value)));
        byte[] tbs = Encoded.Sequence(
            Version2 ? [0x02, 0x01, 0x01] : [],
            algorithm,
            authority.Name,
            Time(ThisUpdate),
            NextUpdate is { } next ? Time(next) : [],
            RawEntries is not null ? Encoded.Tagged(0x30, RawEntries)
                : Revoked.Count == 0
                ? []
                : Encoded.Sequence(
                    [.. Revoked.Select(serial => Encoded.Sequence(Encoded.Tagged(0x02, serial), Time(ThisUpdate), EntryExtensions))]),
            Version2 ? Encoded.Tagged(0xA0, Encoded.Sequence([.. extensions])) : []);
        return Encoded.Sequence(tbs, algorithm, Encoded.Tagged(0x03, [0, .. Signing.Sign(signer, tbs, HashAlgorithmName.SHA256)]));
    }

    private static byte[] Time(DateTimeOffset time) =>
        Encoded.Tagged(0x17, Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyMMddHHmmss'Z'", null)));
}
