// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// Describes one certificate, good or deliberately bad, then issues it. The starting point is a certificate without fault; each call
/// changes one thing.
/// </summary>
public sealed class TestCertificateBuilder
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string AnyExtendedKeyUsage = "2.5.29.37.0";

    private readonly TestPki _pki;
    private readonly List<X509Extension> _extra = [];
    private readonly List<Action<SubjectAlternativeNameBuilder>> _alternativeNames = [];
    private readonly List<string> _uris = [];
    private X500DistinguishedName _subject;
    private TestCertificate? _issuer;
    private AsymmetricAlgorithm? _signingKey;
    private X500DistinguishedName? _issuerName;
    private TestKey _keyKind;
    private AsymmetricAlgorithm? _key;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _notAfter;
    private List<string> _usages = [];
    private X509KeyUsageFlags? _keyUsage = X509KeyUsageFlags.DigitalSignature;
    private bool? _authority = false;
    private bool _basicConstraintsCritical = true;
    private int? _pathLength;
    private bool _subjectKeyIdentifier = true;
    private bool _authorityKeyIdentifier = true;
    private bool _alternativeNamesCritical;
    private HashAlgorithmName? _hash;
    private bool _pss;
    private bool _damagedSignature;
    private byte[]? _serialNumber;

    internal TestCertificateBuilder(TestPki pki, string commonName)
    {
        _pki = pki;
        _subject = CommonName(commonName);
        _notBefore = pki.Time.GetUtcNow().AddDays(-1);
        _notAfter = pki.Time.GetUtcNow().AddDays(365);
    }

    public TestCertificateBuilder IssuedBy(TestCertificate issuer) => With(() => _issuer = issuer);

    /// <summary>Its own issuer, signed with its own key.</summary>
    public TestCertificateBuilder SelfSigned() => With(() => _issuer = null);

    /// <summary>Names its issuer but is signed with another key: the signature does not verify.</summary>
    public TestCertificateBuilder SignedByAnotherKey() => With(() => _signingKey = TestKeys.Create(TestKey.EcP256));

    /// <summary>The signature's last octet is flipped.</summary>
    public TestCertificateBuilder WithDamagedSignature() => With(() => _damagedSignature = true);

    /// <summary>Claims an issuer that has nothing to do with the signing key.</summary>
    public TestCertificateBuilder ClaimingIssuer(string distinguishedName) =>
        With(() => _issuerName = new X500DistinguishedName(distinguishedName));

    public TestCertificateBuilder Expired() => Valid(TimeSpan.FromDays(-400), TimeSpan.FromDays(-1));

    public TestCertificateBuilder NotYetValid() => Valid(TimeSpan.FromDays(1), TimeSpan.FromDays(400));

    /// <summary>Validity relative to now.</summary>
    public TestCertificateBuilder Valid(TimeSpan from, TimeSpan to) => Valid(_pki.Time.GetUtcNow() + from, _pki.Time.GetUtcNow() + to);

    public TestCertificateBuilder Valid(DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        With(() => (_notBefore, _notAfter) = (notBefore, notAfter));

    /// <summary>The subject as a printed name, parsed by the platform.</summary>
    public TestCertificateBuilder WithSubject(string distinguishedName) =>
        With(() => _subject = new X500DistinguishedName(distinguishedName));

    /// <summary>The subject as DER.</summary>
    public TestCertificateBuilder WithSubject(byte[] encodedName) => With(() => _subject = new X500DistinguishedName(encodedName));

    /// <summary>Replaces the subject by common names only, each in the given string type, its bytes as they stand.</summary>
    public TestCertificateBuilder WithCommonNames(params (UniversalTagNumber Type, byte[] Value)[] names) =>
        With(() => _subject = CommonNames(names));

    /// <summary>Adds a subject alternative name. There may be many.</summary>
    public TestCertificateBuilder WithAlternativeName(Action<SubjectAlternativeNameBuilder> add) => With(() => _alternativeNames.Add(add));

    public TestCertificateBuilder WithDnsName(string name) => WithAlternativeName(names => names.AddDnsName(name));

    public TestCertificateBuilder WithIPAddress(string address) =>
        WithAlternativeName(names => names.AddIpAddress(IPAddress.Parse(address)));

    /// <summary>Adds a URI as it stands, beside other alternative names only if they are URIs too.</summary>
    public TestCertificateBuilder WithUri(string uri) => With(() => _uris.Add(uri));

    public TestCertificateBuilder WithoutAlternativeNames() => With(_alternativeNames.Clear);

    public TestCertificateBuilder WithCriticalAlternativeNames() => With(() => _alternativeNamesCritical = true);

    /// <summary>These extended key usages and no other.</summary>
    public TestCertificateBuilder WithEku(params string[] oids) => With(() => _usages = [.. oids]);

    public TestCertificateBuilder WithoutEku() => WithEku();

    /// <summary>An extended key usage that fits neither an ACS nor a CPE.</summary>
    public TestCertificateBuilder WrongEku() => WithEku(CodeSigning);

    public TestCertificateBuilder WithKeyUsage(X509KeyUsageFlags flags) => With(() => _keyUsage = flags);

    public TestCertificateBuilder WithoutKeyUsage() => With(() => _keyUsage = null);

    public TestCertificateBuilder WithoutBasicConstraints() => With(() => _authority = null);

    public TestCertificateBuilder WithUncriticalBasicConstraints() => With(() => _basicConstraintsCritical = false);

    public TestCertificateBuilder WithPathLength(int length) => With(() => _pathLength = length);

    public TestCertificateBuilder WithoutSubjectKeyIdentifier() => With(() => _subjectKeyIdentifier = false);

    public TestCertificateBuilder WithoutAuthorityKeyIdentifier() => With(() => _authorityKeyIdentifier = false);

    public TestCertificateBuilder WithExtension(X509Extension extension) => With(() => _extra.Add(extension));

    /// <summary>A critical extension that nobody knows (RFC 5280 §4.2: it must be refused).</summary>
    public TestCertificateBuilder WithUnknownCriticalExtension() =>
        WithExtension(new X509Extension("1.3.6.1.4.1.99999.1", [0x05, 0x00], critical: true));

    public TestCertificateBuilder WithKey(TestKey kind) => With(() => _keyKind = kind);

    /// <summary>Uses a given key, which stays the caller's.</summary>
    public TestCertificateBuilder WithKey(AsymmetricAlgorithm key) => With(() => _key = key);

    /// <summary>RSA 1024.</summary>
    public TestCertificateBuilder WithWeakKey() => WithKey(TestKey.Rsa1024);

    /// <summary>The hash the issuer signs with. SHA-1 and MD5 need an issuer with an RSA key.</summary>
    public TestCertificateBuilder WithSignatureHash(HashAlgorithmName hash) => With(() => _hash = hash);

    /// <summary>RSASSA-PSS instead of PKCS#1 padding; needs an issuer with an RSA key.</summary>
    public TestCertificateBuilder WithPssSignature() => With(() => _pss = true);

    public TestCertificateBuilder WithSerialNumber(params byte[] serialNumber) => With(() => _serialNumber = serialNumber);

    public TestCertificateBuilder AsAuthority() => With(() =>
    {
        _authority = true;
        _keyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        _usages = [];
        _alternativeNames.Clear();
    });

    public TestCertificateBuilder AsServer(string host) => With(() =>
    {
        _usages = [ServerAuth];
        _alternativeNames.Add(names =>
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        });
    });

    public TestCertificateBuilder AsClient() => WithEku(ClientAuth);

    /// <summary>Makes the certificate; the TestPki disposes it.</summary>
    public TestCertificate Issue()
    {
        AsymmetricAlgorithm key = _key ?? TestKeys.Create(_keyKind);
        AsymmetricAlgorithm signingKey = _signingKey ?? (_issuer is null ? key : PrivateKey(_issuer.Certificate));
        try
        {
            CertificateRequest request = Request(key, signingKey);
            X509SignatureGenerator generator = Generator(signingKey, request.HashAlgorithm);
            X500DistinguishedName issuerName = _issuerName ?? _issuer?.Certificate.SubjectName ?? _subject;
            byte[] serialNumber = _serialNumber ?? RandomSerialNumber();
            using X509Certificate2 made = request.Create(issuerName, generator, _notBefore, _notAfter, serialNumber);
            using X509Certificate2 bare = _damagedSignature
                ? WithLastOctetFlipped(made)
                : X509CertificateLoader.LoadCertificate(made.RawData);
            X509Certificate2 certificate = key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : bare.CopyWithPrivateKey((ECDsa)key);
            return _pki.Keep(new TestCertificate(certificate, _issuer is null ? [] : [_issuer, .. _issuer.Issuers]));
        }
        finally
        {
            if (!ReferenceEquals(signingKey, key))
            {
                signingKey.Dispose();
            }

            if (_key is null)
            {
                key.Dispose();
            }
        }
    }

    private static X500DistinguishedName CommonName(string commonName) =>
        CommonNames((UniversalTagNumber.UTF8String, System.Text.Encoding.UTF8.GetBytes(commonName)));

    // By hand, because the platform's builder limits neither length nor alphabet in the way the tests need.
    private static X500DistinguishedName CommonNames(params (UniversalTagNumber Type, byte[] Value)[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((UniversalTagNumber type, byte[] value) in names)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.5.4.3");
                    var inner = new AsnWriter(AsnEncodingRules.DER);
                    inner.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, (int)type));
                    byte[] encoded = inner.Encode();
                    encoded[0] = (byte)type;
                    writer.WriteEncodedValue(encoded);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    // By hand: the platform's builder passes a URI through System.Uri, which unescapes some of it.
    private static byte[] UriNames(List<string> uris)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            uris.ForEach(uri => writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6)));
        }

        return writer.Encode();
    }

    private static AsymmetricAlgorithm PrivateKey(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
        ?? throw new InvalidOperationException("The issuer holds no private key.");

    private static byte[] RandomSerialNumber()
    {
        byte[] serialNumber = RandomNumberGenerator.GetBytes(16);
        serialNumber[0] = (byte)((serialNumber[0] & 0x7f) | 0x40);
        return serialNumber;
    }

    private static X509Certificate2 WithLastOctetFlipped(X509Certificate2 certificate)
    {
        byte[] encoded = certificate.RawData;
        encoded[^1] ^= 1;
        return X509CertificateLoader.LoadCertificate(encoded);
    }

    private CertificateRequest Request(AsymmetricAlgorithm key, AsymmetricAlgorithm signingKey)
    {
        HashAlgorithmName hash = _hash ?? HashFor(signingKey);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest(_subject, rsa, hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(_subject, (ECDsa)key, hash);
        ICollection<X509Extension> extensions = request.CertificateExtensions;
        if (_authority is { } authority)
        {
            extensions.Add(
                new X509BasicConstraintsExtension(authority, _pathLength is not null, _pathLength ?? 0, _basicConstraintsCritical));
        }

        if (_keyUsage is { } usage)
        {
            extensions.Add(new X509KeyUsageExtension(usage, critical: true));
        }

        if (_usages.Count > 0)
        {
            extensions.Add(new X509EnhancedKeyUsageExtension([.. _usages.Select(oid => new Oid(oid))], critical: false));
        }

        if (_alternativeNames.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            _alternativeNames.ForEach(add => add(names));
            extensions.Add(names.Build(_alternativeNamesCritical));
        }

        if (_uris.Count > 0)
        {
            extensions.Add(new X509Extension("2.5.29.17", UriNames(_uris), _alternativeNamesCritical));
        }

        if (_subjectKeyIdentifier)
        {
            extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        }

        if (_authorityKeyIdentifier && _issuer?.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>()
            .FirstOrDefault() is { } issuerId)
        {
            extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuerId));
        }

        _extra.ForEach(extensions.Add);
        return request;
    }

    private static HashAlgorithmName HashFor(AsymmetricAlgorithm signingKey) => signingKey.KeySize switch
    {
        384 => HashAlgorithmName.SHA384,
        521 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private X509SignatureGenerator Generator(AsymmetricAlgorithm key, HashAlgorithmName hash) => key switch
    {
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        RSA rsa when hash == HashAlgorithmName.SHA1 || hash == HashAlgorithmName.MD5 => new LegacyRsaSignatureGenerator(rsa),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, _pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        _ => throw new NotSupportedException(),
    };

    private TestCertificateBuilder With(Action change)
    {
        change();
        return this;
    }
}
