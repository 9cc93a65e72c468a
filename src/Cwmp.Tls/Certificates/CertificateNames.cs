// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Unicode;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Reads names out of the encoded certificate. Never out of a printed distinguished name: a serial number may hold the separators of
/// one, so text such as "CN=a,CN=b" in a single attribute would read as two.
/// </summary>
internal static class CertificateNames
{
    public const string CommonNameOid = "2.5.4.3";
    public const string SerialNumberOid = "2.5.4.5";
    public const string SubjectAlternativeNameOid = "2.5.29.17";

    // GeneralName ::= CHOICE { …, dNSName [2] IA5String, …, uniformResourceIdentifier [6] IA5String, … } (RFC 5280 §4.2.1.6)
    public const int DnsNameTag = 2;
    public const int UriTag = 6;

    /// <summary>The one attribute of this type in the subject.</summary>
    public static CertificateName SubjectAttribute(X500DistinguishedName subject, string oid, string label, bool allowTeletex)
    {
        ReadOnlyMemory<byte>? found = null;
        try
        {
            // Name ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY } (RFC 5280 §4.1.2.4)
            AsnReader name = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
            while (name.HasData)
            {
                AsnReader relative = name.ReadSetOf();
                while (relative.HasData)
                {
                    AsnReader attribute = relative.ReadSequence();
                    string type = attribute.ReadObjectIdentifier();
                    ReadOnlyMemory<byte> value = attribute.ReadEncodedValue();
                    attribute.ThrowIfNotEmpty();
                    if (!string.Equals(type, oid, StringComparison.Ordinal))
                    {
                        continue;
                    }

                    if (found is not null)
                    {
                        return new CertificateName(null, DeviceIdentityError.Ambiguous, $"the subject has more than one {label}");
                    }

                    found = value;
                }
            }

            return found is null
                ? new CertificateName(null, DeviceIdentityError.NotPresent, $"the subject has no {label}")
                : DecodeDirectoryString(found.Value, label, allowTeletex);
        }
        catch (AsnContentException)
        {
            return new CertificateName(null, DeviceIdentityError.Malformed, "the subject is not well-formed DER");
        }
    }

    /// <summary>All subject alternative names of one kind, in order. A single element without text says why there is none.</summary>
    public static IReadOnlyList<CertificateName> AlternativeNames(X509Certificate2 certificate, int tagNumber, string label)
    {
        X509Extension? extension = null;
        foreach (X509Extension candidate in certificate.Extensions)
        {
            if (!string.Equals(candidate.Oid?.Value, SubjectAlternativeNameOid, StringComparison.Ordinal))
            {
                continue;
            }

            if (extension is not null)
            {
                return [new CertificateName(null, DeviceIdentityError.Ambiguous, "there is more than one subjectAltName extension")];
            }

            extension = candidate;
        }

        var names = new List<CertificateName>();
        try
        {
            if (extension is not null)
            {
                var wanted = new Asn1Tag(TagClass.ContextSpecific, tagNumber);
                AsnReader reader = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (reader.HasData)
                {
                    if (reader.PeekTag() == wanted)
                    {
                        names.Add(Checked(Ascii(reader.PeekContentBytes().Span), label));
                    }

                    reader.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            return [new CertificateName(null, DeviceIdentityError.Malformed, "the subjectAltName extension is not well-formed DER")];
        }

        return names.Count > 0 ? names : [new CertificateName(null, DeviceIdentityError.NotPresent, $"there is no {label}")];
    }

    // The library's own string readers insist on the alphabet of PrintableString; makers put '%' and '_' into one all the same.
    private static CertificateName DecodeDirectoryString(ReadOnlyMemory<byte> encoded, string label, bool allowTeletex)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.DER);
        Asn1Tag tag = reader.PeekTag();
        ReadOnlySpan<byte> content = reader.PeekContentBytes().Span;
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed)
        {
            return new CertificateName(null, DeviceIdentityError.UnsupportedEncoding, $"the {label} is not a primitive string");
        }

        switch ((UniversalTagNumber)tag.TagValue)
        {
            case UniversalTagNumber.UTF8String:
                return Checked(Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : null, label);
            case UniversalTagNumber.PrintableString:
                return Checked(Ascii(content), label);
            case UniversalTagNumber.TeletexString when allowTeletex:
                return Checked(Encoding.Latin1.GetString(content), label);
            default:
                return new CertificateName(
                    null,
                    DeviceIdentityError.UnsupportedEncoding,
                    $"the {label} is a {(UniversalTagNumber)tag.TagValue}; UTF8String and PrintableString are accepted");
        }
    }

    private static string? Ascii(ReadOnlySpan<byte> content) =>
        System.Text.Ascii.IsValid(content) ? Encoding.ASCII.GetString(content) : null;

    private static CertificateName Checked(string? text, string label)
    {
        if (text is null)
        {
            return new CertificateName(null, DeviceIdentityError.Malformed, $"the {label} holds bytes that its string type does not allow");
        }

        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return new CertificateName(null, DeviceIdentityError.Malformed, $"the {label} contains a control character");
            }
        }

        return new CertificateName(text, DeviceIdentityError.None, label);
    }
}
