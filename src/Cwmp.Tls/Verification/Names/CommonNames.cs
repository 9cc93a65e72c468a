// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Common names of a peer beside its subjectAltName (CA/B BR 7.1.4.3).</summary>
internal static class CommonNames
{
    private const int MaxValues = 8;
    private const int MaxLength = 256;

    private delegate bool Judge(PresentedNames names, string commonName);

    /// <summary>A common name that means one of the alternative names without being a copy of it, or null.</summary>
    public static string? FindOtherSpelling(PresentedNames names) => Find(names, MeansOne);

    /// <summary>A common name that is not among the alternative names, or null.</summary>
    public static string? FindStranger(PresentedNames names) => Find(names, static (_, _) => true);

    /// <summary>The texts of all common names, as far as they are text of sensible length.</summary>
    public static List<string> Of(PresentedNames names)
    {
        Span<NameAttribute> values = stackalloc NameAttribute[MaxValues];
        int count = Math.Min(DistinguishedName.Find(names.Document, names.Subject, Oids.CommonName, values), MaxValues);
        var texts = new List<string>(count);
        Span<char> buffer = stackalloc char[MaxLength];
        foreach (NameAttribute value in values[..count])
        {
            if (DistinguishedName.IsText(value.Tag) && value.Value.Length <= MaxLength)
            {
                texts.Add(buffer[..DistinguishedName.Decode(value.Tag, value.Value.In(names.Document), buffer)].ToString());
            }
        }

        return texts;
    }

    private static string? Find(PresentedNames names, Judge isWrong)
    {
        if (!names.HasAlternatives)
        {
            return null;
        }

        foreach (string text in Of(names))
        {
            if (!IsCopy(names, text) && isWrong(names, text))
            {
                return $"'{PrintableText.Of(text)}' is not a copy of an alternative name";
            }
        }

        return null;
    }

    private static bool IsCopy(PresentedNames presented, string text)
    {
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address);
        GeneralNames names = presented.Alternatives;
        while (names.MoveNext())
        {
            if (names.Kind == GeneralNameKind.Ip
                ? isAddress && IpName.IsCanonicalText(text, address!) && IpName.Is(address!, names.Bytes)
                : names.Kind is GeneralNameKind.Dns or GeneralNameKind.Mail && System.Text.Ascii.Equals(names.Bytes, text))
            {
                return true;
            }
        }

        return false;
    }

    // The same host in another case, the same address in another notation, or a host name in Unicode, which no dNSName is a copy of.
    private static bool MeansOne(PresentedNames presented, string text)
    {
        if (IsUnicodeHost(text))
        {
            return true;
        }

        bool isAddress = IPAddress.TryParse(text, out IPAddress? address);
        byte[]? lenient = IpName.ReadLenientIpv4(text);
        GeneralNames names = presented.Alternatives;
        while (names.MoveNext())
        {
            bool same = names.Kind switch
            {
                GeneralNameKind.Ip => (isAddress && IpName.Is(address!, names.Bytes))
                    || (lenient is not null && names.Bytes.SequenceEqual(lenient)),
                GeneralNameKind.Dns => System.Text.Ascii.EqualsIgnoreCase(names.Bytes, text),
                _ => false,
            };
            if (same)
            {
                return true;
            }
        }

        return false;
    }

    // Host syntax, were its letters ASCII: "müller.example" is such a name, "Müller GmbH & Co." is not.
    private static bool IsUnicodeHost(string text)
    {
        if (System.Text.Ascii.IsValid(text) || !text.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        byte[] folded = [.. text.Select(c => (byte)(char.IsAscii(c) ? c : char.IsLetterOrDigit(c) ? 'x' : ' '))];
        return DnsName.IsPattern(folded);
    }
}
