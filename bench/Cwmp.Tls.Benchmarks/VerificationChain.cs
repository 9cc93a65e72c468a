// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Benchmarks;

/// <summary>A chain as an ACS shows it, and the platform's way to judge it.</summary>
internal sealed class VerificationChain
{
    private readonly X509Certificate2 _root;

    public VerificationChain(string host)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1);
        DateTimeOffset to = from.AddDays(300);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        CertificateRequest root = Authority("CN=Benchmark Root", rootKey);
        using X509Certificate2 rootWithKey = root.CreateSelfSigned(from, to);
        _root = X509CertificateLoader.LoadCertificate(rootWithKey.RawData);

        CertificateRequest intermediate = Authority("CN=Benchmark Intermediate", intermediateKey);
        intermediate.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(rootWithKey, true, false));
        using X509Certificate2 issuer = intermediate.Create(rootWithKey, from, to, RandomNumberGenerator.GetBytes(16).With(0x7F));
        using X509Certificate2 issuerWithKey = issuer.CopyWithPrivateKey(intermediateKey);
        Intermediate = issuer.RawData;

        var request = new CertificateRequest("CN=" + host, leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuerWithKey, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 leaf = request.Create(issuerWithKey, from, to, RandomNumberGenerator.GetBytes(16).With(0x7F));
        Leaf = leaf.RawData;
    }

    public ReadOnlyMemory<byte> Leaf { get; }

    public ReadOnlyMemory<byte> Intermediate { get; }

    public PeerVerifierOptions Options(int cacheCapacity) => new()
    {
        Role = PeerRole.AcsServer,
        Trust = TrustStore.FromCertificates([_root]),
        VerdictCacheCapacity = cacheCapacity,
    };

    /// <summary>Careful use of the platform: only own roots, nothing fetched, serverAuth, host name.</summary>
    public bool BuildWithPlatform(string host)
    {
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(Leaf.Span);
        using X509Certificate2 intermediate = X509CertificateLoader.LoadCertificate(Intermediate.Span);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.ExtraStore.Add(intermediate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        bool valid = chain.Build(leaf) && leaf.MatchesHostname(host);
        foreach (X509ChainElement element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return valid;
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}

file static class SerialNumbers
{
    /// <summary>The same octets with the first one masked, so that the number is positive.</summary>
    public static byte[] With(this byte[] serial, byte mask)
    {
        serial[0] = (byte)((serial[0] & mask) | 1);
        return serial;
    }
}
