// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Finds out which device a certificate names. It only reads: whether the certificate may be believed is for verification to say
/// first. Immutable and thread-safe, except for what a user's own delegate does.
/// </summary>
/// <remarks>Every extractor refuses ambiguity: two common names, or alternative names that name different devices.</remarks>
public sealed class DeviceIdentityExtractor
{
    private const string CommonNameLabel = "common name";
    private const string SerialNumberLabel = "subject serialNumber";
    private const string UriLabel = "subjectAltName URI";
    private const string DnsLabel = "subjectAltName DNS name";

    private readonly Func<X509Certificate2, DeviceIdentityExtraction> _extract;

    private DeviceIdentityExtractor(string name, Func<X509Certificate2, DeviceIdentityExtraction> extract)
    {
        Name = name;
        _extract = extract;
    }

    /// <summary>The common name in the format of TR-069 §3.4.4, held as UTF8String or PrintableString.</summary>
    public static DeviceIdentityExtractor CommonName { get; } =
        FromSubject("TR-069 common name", CertificateNames.CommonNameOid, CommonNameLabel, allowTeletex: false, ReadIdentity);

    /// <summary>
    /// As <see cref="CommonName"/>, and a TeletexString (T61) is read as Latin-1. For old certificates: what a T61 octet above 127 means
    /// depends on who wrote it.
    /// </summary>
    public static DeviceIdentityExtractor CommonNameOrTeletex { get; } =
        FromSubject(
            "TR-069 common name, Teletex as Latin-1", CertificateNames.CommonNameOid, CommonNameLabel, allowTeletex: true, ReadIdentity);

    /// <summary>
    /// A subjectAltName URI that is the TR-369 endpoint name of the device: <c>urn:bbf:usp:id:ops::OUI-ProductClass-SerialNumber</c> or
    /// <c>urn:bbf:usp:id:os::OUI-SerialNumber</c>. The fallback where the common name would exceed its 64 characters.
    /// </summary>
    public static DeviceIdentityExtractor Urn { get; } = FromAlternativeNames("URN", CertificateNames.UriTag, UriLabel, ReadUrn);

    /// <summary>
    /// The default: <see cref="CommonName"/>, then <see cref="Urn"/>, the two places in which <see cref="CertificateAuthority"/> writes an
    /// identity.
    /// </summary>
    public static DeviceIdentityExtractor Default { get; } = FirstOf(CommonName, Urn);

    /// <summary>The subject's serialNumber attribute (2.5.4.5) in the format of TR-069 §3.4.4.</summary>
    public static DeviceIdentityExtractor SubjectSerialNumber { get; } =
        FromSubject("TR-069 subject serialNumber", CertificateNames.SerialNumberOid, SerialNumberLabel, allowTeletex: false, ReadIdentity);

    /// <summary>What this extractor reads, for logs.</summary>
    public string Name { get; }

    /// <summary>
    /// The common name is a MAC address, as in DOCSIS and PacketCable device certificates: its first three octets are the OUI, its twelve
    /// upper-case hexadecimal digits the serial number. Separators ":", "-" and "." or none.
    /// </summary>
    /// <param name="productClass">The product class to give every device; empty by default.</param>
    /// <returns>The extractor.</returns>
    /// <exception cref="ArgumentException">The product class breaks its rule.</exception>
    public static DeviceIdentityExtractor MacCommonName(string productClass = "")
    {
        _ = new DeviceIdentity("000000", productClass, "0");
        return FromSubject(
            "MAC address in the common name",
            CertificateNames.CommonNameOid,
            CommonNameLabel,
            allowTeletex: false,
            (text, source) => MacAddress.TryNormalize(text, out string mac)
                ? DeviceIdentityExtraction.Found(new DeviceIdentity(mac[..6], productClass, mac), source)
                : DeviceIdentityExtraction.Refused(DeviceIdentityError.OtherForm, $"the {source} is not a unicast MAC address"));
    }

    /// <summary>The common name is the bare serial number; OUI and product class are fixed for the issuing CA.</summary>
    /// <param name="oui">The OUI of every device.</param>
    /// <param name="productClass">The product class of every device; empty by default.</param>
    /// <returns>The extractor.</returns>
    /// <exception cref="ArgumentException">A field breaks its rule.</exception>
    public static DeviceIdentityExtractor SerialCommonName(string oui, string productClass = "")
    {
        _ = new DeviceIdentity(oui, productClass, "0");
        return FromSubject(
            "serial number in the common name",
            CertificateNames.CommonNameOid,
            CommonNameLabel,
            allowTeletex: false,
            (text, source) => DeviceIdentity.TryCreate(oui, productClass, text, out DeviceIdentity? identity)
                ? DeviceIdentityExtraction.Found(identity, source)
                : DeviceIdentityExtraction.Refused(DeviceIdentityError.Malformed, $"the {source} is not a serial number "
                    + "of 1 to 64 characters"));
    }

    /// <summary>Maps the common name to a device, for instance through an inventory.</summary>
    /// <param name="map">Gets the common name; gives the device, or null to refuse. Called on any thread.</param>
    /// <returns>The extractor.</returns>
    public static DeviceIdentityExtractor FromCommonName(Func<string, DeviceIdentity?> map) =>
        FromSubject("mapped common name", CertificateNames.CommonNameOid, CommonNameLabel, allowTeletex: false, Mapped(map));

    /// <summary>Maps the subject's serialNumber attribute to a device.</summary>
    /// <param name="map">Gets the attribute's text; gives the device, or null to refuse. Called on any thread.</param>
    /// <returns>The extractor.</returns>
    public static DeviceIdentityExtractor FromSubjectSerialNumber(Func<string, DeviceIdentity?> map) =>
        FromSubject("mapped subject serialNumber", CertificateNames.SerialNumberOid, SerialNumberLabel, allowTeletex: false, Mapped(map));

    /// <summary>
    /// Maps the subjectAltName URIs to a device. A name that the map does not know is ignored; two different devices are refused.
    /// </summary>
    /// <param name="map">Gets each URI as it stands in the certificate; gives the device, or null. Called on any thread.</param>
    /// <returns>The extractor.</returns>
    public static DeviceIdentityExtractor FromUri(Func<string, DeviceIdentity?> map) =>
        FromAlternativeNames("mapped subjectAltName URI", CertificateNames.UriTag, UriLabel, Mapped(map));

    /// <summary>
    /// Maps the subjectAltName DNS names to a device. A name that the map does not know is ignored; two different devices are refused.
    /// </summary>
    /// <param name="map">Gets each DNS name as it stands in the certificate; gives the device, or null. Called on any thread.</param>
    /// <returns>The extractor.</returns>
    public static DeviceIdentityExtractor FromDnsName(Func<string, DeviceIdentity?> map) =>
        FromAlternativeNames("mapped subjectAltName DNS name", CertificateNames.DnsNameTag, DnsLabel, Mapped(map));

    /// <summary>
    /// Tries extractors in order. The next one is asked only after <see cref="DeviceIdentityError.NotPresent"/> or
    /// <see cref="DeviceIdentityError.OtherForm"/>; a malformed or ambiguous name ends the search.
    /// </summary>
    /// <param name="extractors">At least one extractor.</param>
    /// <returns>The composite.</returns>
    /// <exception cref="ArgumentException">The list is empty, or holds null.</exception>
    public static DeviceIdentityExtractor FirstOf(params IEnumerable<DeviceIdentityExtractor> extractors)
    {
        ArgumentNullException.ThrowIfNull(extractors);
        ImmutableArray<DeviceIdentityExtractor> all = [.. extractors];
        if (all.IsEmpty || all.Contains(null!))
        {
            throw new ArgumentException("The list of extractors is empty or holds null. Give one extractor or more.", nameof(extractors));
        }

        return new DeviceIdentityExtractor(string.Join(", then ", all.Select(e => e.Name)), certificate => FirstOf(all, certificate));
    }

    /// <summary>An extractor of one's own.</summary>
    /// <param name="name">What it reads, for logs.</param>
    /// <param name="extract">Reads the certificate. Called on any thread; it must not dispose the certificate.</param>
    /// <returns>The extractor.</returns>
    public static DeviceIdentityExtractor Create(string name, Func<X509Certificate2, DeviceIdentityExtraction> extract)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(extract);
        return new DeviceIdentityExtractor(name, extract);
    }

    /// <summary>Reads the certificate.</summary>
    /// <param name="certificate">A certificate; it need not be verified, but its identity means nothing unless it is.</param>
    /// <returns>The identity, or why there is none.</returns>
    public DeviceIdentityExtraction Extract(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return _extract(certificate)
            ?? DeviceIdentityExtraction.Refused(DeviceIdentityError.Rejected, $"the extractor '{Name}' gave no answer");
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static DeviceIdentityExtraction FirstOf(ImmutableArray<DeviceIdentityExtractor> extractors, X509Certificate2 certificate)
    {
        DeviceIdentityExtraction? refused = null;
        foreach (DeviceIdentityExtractor extractor in extractors)
        {
            DeviceIdentityExtraction result = extractor.Extract(certificate);
            if (result.Error is not (DeviceIdentityError.NotPresent or DeviceIdentityError.OtherForm))
            {
                return result;
            }

            // A name of another form says more than a missing one; of equals the first, the preferred place, says most.
            if (refused is null || (refused.Error == DeviceIdentityError.NotPresent && result.Error == DeviceIdentityError.OtherForm))
            {
                refused = result;
            }
        }

        return refused!;
    }

    private static DeviceIdentityExtractor FromSubject(
        string name, string oid, string label, bool allowTeletex, Func<string, string, DeviceIdentityExtraction> read) =>
        new(name, certificate =>
        {
            CertificateName found = CertificateNames.SubjectAttribute(certificate.SubjectName, oid, label, allowTeletex);
            return found.Text is null ? DeviceIdentityExtraction.Refused(found.Error, found.Detail) : read(found.Text, label);
        });

    private static DeviceIdentityExtractor FromAlternativeNames(
        string name, int tagNumber, string label, Func<string, string, DeviceIdentityExtraction> read) =>
        new(name, certificate =>
        {
            DeviceIdentityExtraction? result = null;
            foreach (CertificateName found in CertificateNames.AlternativeNames(certificate, tagNumber, label))
            {
                DeviceIdentityExtraction next = found.Text is null
                    ? DeviceIdentityExtraction.Refused(found.Error, found.Detail)
                    : read(found.Text, label);
                if (next.Error is not (DeviceIdentityError.None or DeviceIdentityError.OtherForm or DeviceIdentityError.Rejected))
                {
                    return next;
                }

                if (next.Succeeded && result is { Succeeded: true } && next.Identity != result.Identity)
                {
                    return DeviceIdentityExtraction.Refused(DeviceIdentityError.Ambiguous, $"more than one {label} names a device");
                }

                result = result is { Succeeded: true } ? result : next;
            }

            return result!;
        });

    private static Func<string, string, DeviceIdentityExtraction> Mapped(Func<string, DeviceIdentity?> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return (text, source) => map(text) is DeviceIdentity identity
            ? DeviceIdentityExtraction.Found(identity, source)
            : DeviceIdentityExtraction.Refused(DeviceIdentityError.Rejected, $"the mapping knows no device for the {source}");
    }

    private static DeviceIdentityExtraction ReadIdentity(string text, string source)
    {
        DeviceIdentityFormatError error = DeviceIdentityFormat.TryParse(text, out DeviceIdentity? identity);
        return error switch
        {
            DeviceIdentityFormatError.None => DeviceIdentityExtraction.Found(identity!, source),
            DeviceIdentityFormatError.OtherForm =>
                DeviceIdentityExtraction.Refused(DeviceIdentityError.OtherForm, $"the {source}: {DeviceIdentityFormat.Describe(error)}"),
            _ => DeviceIdentityExtraction.Refused(DeviceIdentityError.Malformed, $"the {source}: {DeviceIdentityFormat.Describe(error)}"),
        };
    }

    private static DeviceIdentityExtraction ReadUrn(string text, string source)
    {
        if (!DeviceIdentityUrn.TrySplit(text, out ReadOnlySpan<char> identity, out bool hasProductClass))
        {
            return DeviceIdentityExtraction.Refused(DeviceIdentityError.OtherForm, $"the {source} is not a urn:bbf:usp:id:ops or :os name");
        }

        DeviceIdentityExtraction result = ReadIdentity(identity.ToString(), source);
        if (result.Succeeded && result.Identity.HasProductClass == hasProductClass)
        {
            return result;
        }

        return DeviceIdentityExtraction.Refused(
            DeviceIdentityError.Malformed,
            result.Succeeded ? $"the {source} uses scheme os with a product class, or ops without one" : result.Detail);
    }
}
