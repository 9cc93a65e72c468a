// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>A CA that issues whatever it is told to.</summary>
internal sealed class ForgedAuthority : IDisposable
{
    private readonly bool _ownsKey;

    private ForgedAuthority(AsymmetricAlgorithm key, byte[] name, byte[] der, bool ownsKey)
    {
        Key = key;
        Name = name;
        Der = der;
        KeyIdentifier = Signing.KeyIdentifierOf(Signing.PublicKeyOf(key));
        _ownsKey = ownsKey;
    }

    public AsymmetricAlgorithm Key { get; }

    public byte[] Name { get; }

    public byte[] Der { get; }

    public byte[] KeyIdentifier { get; }

    public static ForgedAuthority Root(string name = "Forged Root", Action<CertificateSpec>? change = null, AsymmetricAlgorithm? key = null)
    {
        AsymmetricAlgorithm own = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateSpec spec = AuthoritySpec(name, change);
        return new ForgedAuthority(own, spec.Subject, spec.Encode(own, spec.Subject, null, own), key is null);
    }

    /// <summary>A CA below this one.</summary>
    public ForgedAuthority Authority(string name, Action<CertificateSpec>? change = null, AsymmetricAlgorithm? key = null)
    {
        AsymmetricAlgorithm own = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateSpec spec = AuthoritySpec(name, change);
        return new ForgedAuthority(own, spec.Subject, spec.Encode(own, Name, KeyIdentifier, Key), key is null);
    }

    /// <summary>Another certificate, of this CA, for the name and key of that one.</summary>
    public byte[] CrossSign(ForgedAuthority other, Action<CertificateSpec>? change = null)
    {
        CertificateSpec spec = AuthoritySpec(string.Empty, null);
        spec.Subject = other.Name;
        change?.Invoke(spec);
        return spec.Encode(other.Key, Name, KeyIdentifier, Key);
    }

    /// <summary>A good ACS certificate for these hosts, changed as asked.</summary>
    public byte[] Acs(string host = "acs.example.com", Action<CertificateSpec>? change = null)
    {
        var spec = new CertificateSpec { Subject = Encoded.Cn(host), Usages = [CertificateSpec.ServerAuth] };
        spec.Dns(host);
        return Leaf(spec, change);
    }

    /// <summary>A good CPE certificate with this common name, changed as asked.</summary>
    public byte[] Cpe(string commonName = "012345-STB-0123456789", Action<CertificateSpec>? change = null) =>
        Leaf(new CertificateSpec { Subject = Encoded.Cn(commonName), Usages = [CertificateSpec.ClientAuth] }, change);

    public void Dispose()
    {
        if (_ownsKey)
        {
            Key.Dispose();
        }
    }

    private static CertificateSpec AuthoritySpec(string name, Action<CertificateSpec>? change)
    {
        var spec = new CertificateSpec
        {
            Subject = Encoded.Cn(name),
            Authority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            NotBefore = CertificateSpec.Begin.AddYears(-1),
            NotAfter = CertificateSpec.End.AddYears(1),
        };
        change?.Invoke(spec);
        return spec;
    }

    private byte[] Leaf(CertificateSpec spec, Action<CertificateSpec>? change)
    {
        change?.Invoke(spec);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return spec.Encode(key, Name, KeyIdentifier, Key);
    }
}
