// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cwmp.Tls.Certificates;

/// <summary>Subject and extensions of a certificate to be issued, but for its key, its issuer and its dates.</summary>
internal sealed class CertificateProfile
{
    public const string ServerAuthOid = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthOid = "1.3.6.1.5.5.7.3.2";

    // X.520: ub-common-name and ub-organization-name.
    private const int MaximumAttribute = 64;

    private readonly X509BasicConstraintsExtension _basicConstraints;
    private readonly X509EnhancedKeyUsageExtension? _extendedKeyUsage;

    private CertificateProfile(
        X500DistinguishedName subject,
        X509BasicConstraintsExtension basicConstraints,
        X509EnhancedKeyUsageExtension? extendedKeyUsage,
        X509Extension? alternativeNames)
    {
        Subject = subject;
        _basicConstraints = basicConstraints;
        _extendedKeyUsage = extendedKeyUsage;
        AlternativeNames = alternativeNames;
    }

    public X500DistinguishedName Subject { get; }

    public X509Extension? AlternativeNames { get; }

    public static CertificateProfile Authority(CertificateAuthorityOptions options, int? pathLength) => new(
        Name(options.CommonName!, options.Organization),
        X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLength),
        null,
        null);

    public static CertificateProfile Acs(AcsCertificateOptions options)
    {
        if (options.DnsNames is null || options.IPAddresses is null || options.IPAddresses.Contains(null!))
        {
            throw new ArgumentException(
                "A list of names, or an address in it, is null. Give an empty list where there are no names.", nameof(options));
        }

        List<string> dnsNames = [.. options.DnsNames.Select(name => HostNames.ToAscii(name, nameof(options)))];

        // The zone of a link-local address means something on one machine only and has no place in a certificate (RFC 5280 §4.2.1.6).
        List<IPAddress> addresses = [.. options.IPAddresses.Select(address => new IPAddress(address.GetAddressBytes()))];
        if (dnsNames.Count == 0 && addresses.Count == 0)
        {
            throw new ArgumentException("An ACS certificate needs a DNS name or an IP address.", nameof(options));
        }

        var names = new SubjectAlternativeNameBuilder();
        dnsNames.ForEach(names.AddDnsName);
        foreach (IPAddress address in addresses)
        {
            names.AddIpAddress(address);
        }

        string commonName = dnsNames.Concat(addresses.Select(address => address.ToString()))
            .FirstOrDefault(name => name.Length <= MaximumAttribute, "ACS");
        return Leaf(Name(commonName, options.Organization), ServerAuthOid, names.Build());
    }

    public static CertificateProfile Cpe(DeviceIdentity identity, CpeCertificateOptions options)
    {
        string commonName = identity.ToCommonName();
        if (commonName.Length <= MaximumAttribute)
        {
            return Leaf(Name(commonName, options.Organization), ClientAuthOid, null);
        }

        // X.520 ends a common name at 64 characters. The identity then stands in subjectAltName, and the common name is a digest of it:
        // unique, and without a hyphen, so that nobody can take it for an identity.
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(commonName)).AsSpan(0, 20));
        return Leaf(Name("device:" + digest, options.Organization), ClientAuthOid, UriName(DeviceIdentityUrn.Write(identity)));
    }

    /// <summary>What an existing certificate says, without anything this library would not have written.</summary>
    public static CertificateProfile Of(X509Certificate2 certificate)
    {
        X509BasicConstraintsExtension? old = certificate.Extension<X509BasicConstraintsExtension>();
        X509BasicConstraintsExtension constraints = old is { CertificateAuthority: true } authority
            ? X509BasicConstraintsExtension.CreateForCertificateAuthority(
                authority.HasPathLengthConstraint ? authority.PathLengthConstraint : null)
            : X509BasicConstraintsExtension.CreateForEndEntity(critical: true);
        return new CertificateProfile(
            certificate.SubjectName,
            constraints,
            certificate.Extension<X509EnhancedKeyUsageExtension>(),
            certificate.Extensions.FirstOrDefault(
                e => string.Equals(e.Oid?.Value, CertificateNames.SubjectAlternativeNameOid, StringComparison.Ordinal)));
    }

    /// <summary>The extensions for a given key, in the order of RFC 5280 §4.2.1; no authority key identifier.</summary>
    public IEnumerable<X509Extension> Extensions(PublicKey key)
    {
        yield return _basicConstraints;
        yield return new X509KeyUsageExtension(KeyUsage(key), critical: true);
        if (_extendedKeyUsage is not null)
        {
            yield return _extendedKeyUsage;
        }

        if (AlternativeNames is not null)
        {
            yield return AlternativeNames;
        }

        yield return new X509SubjectKeyIdentifierExtension(key, critical: false);
    }

    private static CertificateProfile Leaf(X500DistinguishedName subject, string usage, X509Extension? alternativeNames) => new(
        subject,
        X509BasicConstraintsExtension.CreateForEndEntity(critical: true),
        new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false),
        alternativeNames);

    private static X500DistinguishedName Name(string commonName, string? organization)
    {
        // The builder writes what was added last first: O, then CN, from the general to the particular.
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(Attribute(commonName, nameof(commonName)));
        if (organization is not null)
        {
            name.AddOrganizationName(Attribute(organization, nameof(organization)));
        }

        return name.Build();
    }

    private static string Attribute(string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, parameter);
        return value.Length <= MaximumAttribute && !value.Any(char.IsControl)
            ? value
            : throw new ArgumentException($"Expected at most {MaximumAttribute} characters, none of them a control character.", parameter);
    }

    // By hand: the platform's builder passes a URI through System.Uri, which unescapes what an identity must keep escaped.
    private static X509Extension UriName(string uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, CertificateNames.UriTag));
        }

        return new X509Extension(CertificateNames.SubjectAlternativeNameOid, writer.Encode(), critical: false);
    }

    private X509KeyUsageFlags KeyUsage(PublicKey key)
    {
        if (_basicConstraints.CertificateAuthority)
        {
            return X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        }

        // RFC 5246 §7.4.2: a suite such as TLS_RSA_WITH_AES_128_CBC_SHA, the only one some CPEs offer, encrypts to the server's key.
        bool server = _extendedKeyUsage is not null
            && _extendedKeyUsage.EnhancedKeyUsages.OfType<Oid>().Any(oid => oid.Value == ServerAuthOid);
        return server && key.Oid.Value == PrivateKeys.RsaOid
            ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment
            : X509KeyUsageFlags.DigitalSignature;
    }
}
