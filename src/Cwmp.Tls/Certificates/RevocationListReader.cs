// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>Reads back what an authority wrote into its own CRLs (RFC 5280 §5.1). The CRLs of others are judged in Verification.</summary>
internal static class RevocationListReader
{
    public const string Source = "CRL";

    private const string CrlNumberOid = "2.5.29.20";
    private const string ReasonCodeOid = "2.5.29.21";

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static byte[] Unwrap(ReadOnlySpan<byte> data)
    {
        if (!PemBlocks.LooksLikePem(data))
        {
            return data.ToArray();
        }

        List<byte[]> lists = PemBlocks.Read(data, Source, "X509 CRL");
        return lists.Count == 1
            ? lists[0]
            : throw new CertificateLoadException(
                CertificateLoadError.Malformed, Source, $"expected one PEM block \"X509 CRL\", found {lists.Count}.");
    }

    public static (X500DistinguishedName Issuer, BigInteger Number, List<RevokedCertificate> Entries) Read(byte[] der)
    {
        try
        {
            AsnReader list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            list.ReadInteger();
            list.ReadSequence();
            var issuer = new X500DistinguishedName(list.ReadEncodedValue().Span);
            ReadTime(list);
            if (list.HasData && list.PeekTag().TagClass == TagClass.Universal && list.PeekTag() != Asn1Tag.Sequence)
            {
                ReadTime(list);
            }

            List<RevokedCertificate> entries = list.HasData && list.PeekTag() == Asn1Tag.Sequence ? ReadEntries(list.ReadSequence()) : [];
            BigInteger number = BigInteger.Zero;
            if (list.HasData)
            {
                foreach ((string oid, ReadOnlyMemory<byte> value) in ReadExtensions(list.ReadSequence(ExtensionsTag).ReadSequence()))
                {
                    number = oid == CrlNumberOid ? new AsnReader(value, AsnEncodingRules.DER).ReadInteger() : number;
                }
            }

            return (issuer, number, entries);
        }
        catch (AsnContentException e)
        {
            throw new CertificateLoadException(CertificateLoadError.Malformed, Source, "the content is not a well-formed CRL.", e);
        }
    }

    private static List<RevokedCertificate> ReadEntries(AsnReader list)
    {
        var entries = new List<RevokedCertificate>();
        while (list.HasData)
        {
            AsnReader entry = list.ReadSequence();
            byte[] serialNumber = entry.ReadIntegerBytes().ToArray();
            DateTimeOffset revokedAt = ReadTime(entry);
            var reason = X509RevocationReason.Unspecified;
            if (entry.HasData)
            {
                foreach ((string oid, ReadOnlyMemory<byte> value) in ReadExtensions(entry.ReadSequence()))
                {
                    if (oid == ReasonCodeOid)
                    {
                        byte[] code = new AsnReader(value, AsnEncodingRules.DER).ReadEnumeratedBytes().ToArray();
                        reason = code.Length == 1 && Enum.IsDefined((X509RevocationReason)code[0]) ? (X509RevocationReason)code[0] : reason;
                    }
                }
            }

            entries.Add(new RevokedCertificate(serialNumber, revokedAt, reason));
        }

        return entries;
    }

    private static IEnumerable<(string Oid, ReadOnlyMemory<byte> Value)> ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean)
            {
                extension.ReadBoolean();
            }

            yield return (oid, extension.ReadOctetString());
        }
    }

    // RFC 5280 §5.1.2.4: UTCTime through 2049, GeneralizedTime after.
    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(twoDigitYearMax: 2049) : reader.ReadGeneralizedTime();
}
