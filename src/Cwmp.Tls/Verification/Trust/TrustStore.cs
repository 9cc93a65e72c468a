// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Trust;

/// <summary>
/// A set of trust anchors as it was at one moment. To change what is trusted, make another one and hand it to
/// <see cref="TrustSource.Update"/>.
/// </summary>
/// <remarks>Immutable and thread-safe. Public keys stay imported for as long as the store is current.</remarks>
/// <example>
/// <code>
/// TrustStore store = TrustStore.FromFile("device-ca.pem");                   // PEM, DER or PKCS#7
/// var scoped = new TrustStore([new TrustAnchor(makerCa, new IssuerScope(["00256D"]))]);
///
/// var trust = new TrustSource(store);
/// trust.Update(scoped);                                                      // later, while sessions go on
/// </code>
/// </example>
public sealed class TrustStore
{
    private static long _lastVersion;

    private readonly Dictionary<int, TrustAnchor[]> _byName;
    private byte[]? _fingerprint;

    /// <summary>Makes a store of anchors. Anchors that occur twice count once; the first one's scope holds.</summary>
    /// <param name="anchors">The anchors; none is allowed, and means that nothing is trusted.</param>
    public TrustStore(IEnumerable<TrustAnchor> anchors)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        var distinct = new List<TrustAnchor>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (TrustAnchor anchor in anchors)
        {
            ArgumentNullException.ThrowIfNull(anchor, nameof(anchors));
            if (seen.Add(anchor.Info.Fingerprint))
            {
                distinct.Add(anchor);
            }
        }

        Anchors = distinct.AsReadOnly();
        _byName = distinct.GroupBy(anchor => anchor.Certificate.SubjectHash).ToDictionary(group => group.Key, group => group.ToArray());
        Version = Interlocked.Increment(ref _lastVersion);
    }

    /// <summary>A store that trusts nothing.</summary>
    public static TrustStore Empty { get; } = new([]);

    /// <summary>The anchors, in the order given.</summary>
    public IReadOnlyList<TrustAnchor> Anchors { get; }

    /// <summary>A number that no other store of this process has; it grows.</summary>
    public long Version { get; }

    /// <summary>SHA-256 over the anchors and their scopes, in hexadecimal: equal for stores of equal content, whatever the order.</summary>
    public string Fingerprint => Convert.ToHexStringLower(_fingerprint ??= ComputeFingerprint());

    /// <summary>Makes a store of certificates.</summary>
    /// <param name="certificates">CA certificates; copies of their encodings are kept, the objects may be disposed.</param>
    /// <exception cref="CryptographicException">A certificate is not in strict DER.</exception>
    public static TrustStore FromCertificates(IEnumerable<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        return new TrustStore(certificates.Select(certificate => new TrustAnchor(certificate)));
    }

    /// <summary>Makes a store of the certificates in a PEM text; blocks that are not a CERTIFICATE are ignored.</summary>
    /// <param name="pem">The text.</param>
    /// <exception cref="CryptographicException">There is no certificate in it, or one is not in strict DER.</exception>
    public static TrustStore FromPem(ReadOnlySpan<char> pem)
    {
        List<byte[]> certificates = PemBlocks.Read(pem, "PEM text", "CERTIFICATE");
        return certificates.Count > 0
            ? new TrustStore(certificates.Select(der => new TrustAnchor(der)))
            : throw new CryptographicException("The PEM text holds no CERTIFICATE. Give the CA's certificate, not its key or a request.");
    }

    /// <summary>Makes a store of the certificates in a file: PEM, DER or PKCS#7.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CertificateLoadException">The file cannot be read as certificates.</exception>
    /// <exception cref="CryptographicException">A certificate is not in strict DER.</exception>
    public static TrustStore FromFile(string path)
    {
        IReadOnlyList<X509Certificate2> certificates = CertificateFile.LoadCertificates(path);
        try
        {
            return FromCertificates(certificates);
        }
        finally
        {
            foreach (X509Certificate2 certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>Anchors whose name may be the one with this hash.</summary>
    internal TrustAnchor[] FindByNameHash(int hash) => _byName.TryGetValue(hash, out TrustAnchor[]? anchors) ? anchors : [];

    internal TrustAnchor? FindSame(ParsedCertificate certificate) =>
        FindByNameHash(certificate.SubjectHash).FirstOrDefault(anchor => anchor.Certificate.HasSameBytes(certificate));

    /// <summary>The scopes of anchors that are the same CA (name and key) as a certificate.</summary>
    internal IEnumerable<IssuerScope> FindScopes(ParsedCertificate certificate) => FindByNameHash(certificate.SubjectHash)
        .Where(anchor => anchor.Scope is not null
            && anchor.Certificate.HasSameKey(certificate) && anchor.Certificate.HasSameSubject(certificate))
        .Select(anchor => anchor.Scope!);

    /// <summary>Releases imported keys; a verification that is running imports them again for itself.</summary>
    internal void RetireKeys()
    {
        foreach (TrustAnchor anchor in Anchors)
        {
            anchor.Certificate.RetireKey();
        }
    }

    private byte[] ComputeFingerprint()
    {
        IEnumerable<string> lines = Anchors.Select(anchor => $"{anchor.Info.Fingerprint} {anchor.Scope}").Order(StringComparer.Ordinal);
        return SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}
