// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>
/// CRLs as they were at one moment, decoded strictly when they were loaded. Whether a CA signed them is checked when a certificate of
/// that CA is judged. Nothing is ever fetched. To change them, make another store and hand it to <see cref="CrlSource.Update"/>.
/// </summary>
/// <remarks>Immutable and thread-safe. A look-up takes logarithmic time.</remarks>
public sealed class CrlStore
{
    /// <summary>The most octets that the CRLs of one store may have together: 64 MiB.</summary>
    public const int MaxSize = 64 * 1024 * 1024;

    /// <summary>The most entries one CRL may have: one million.</summary>
    public const int MaxEntries = 1_000_000;

    private static long _lastVersion;

    private readonly Dictionary<int, ParsedCrl[]> _byIssuer;

    private CrlStore(List<ParsedCrl> crls)
    {
        _byIssuer = crls.GroupBy(crl => crl.IssuerHash).ToDictionary(group => group.Key, group => group.ToArray());
        Count = crls.Count;
        NextUpdate = FindNextUpdate();
        Version = Interlocked.Increment(ref _lastVersion);
    }

    /// <summary>A store without CRLs.</summary>
    public static CrlStore Empty { get; } = new([]);

    /// <summary>How many CRLs there are.</summary>
    public int Count { get; }

    /// <summary>
    /// When the first issuer's CRL lapses (nextUpdate, RFC 5280 §5.1.2.5), of the latest CRL of each issuer; null where no CRL says so.
    /// After it, peers of that issuer are refused under every <see cref="RevocationPolicy"/> but <see cref="RevocationPolicy.SoftFail"/>.
    /// </summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>A number that no other store of this process has; it grows.</summary>
    public long Version { get; }

    /// <summary>Makes a store of CRLs in DER.</summary>
    /// <param name="crls">One CRL each; copies are kept.</param>
    /// <exception cref="CryptographicException">
    /// One is not a CRL in strict DER, has too many entries, or all together are too large.
    /// </exception>
    public static CrlStore FromDer(params IEnumerable<ReadOnlyMemory<byte>> crls)
    {
        ArgumentNullException.ThrowIfNull(crls);
        return Create(crls.Select(crl => crl.ToArray()));
    }

    /// <summary>Makes a store of the CRLs in a PEM text; blocks that are not an X509 CRL are ignored.</summary>
    /// <param name="pem">The text.</param>
    /// <exception cref="CryptographicException">There is no CRL in it, or one cannot be used, as for <see cref="FromDer"/>.</exception>
    public static CrlStore FromPem(ReadOnlySpan<char> pem)
    {
        List<byte[]> crls = PemBlocks.Read(pem, "PEM text", "X509 CRL");
        return crls.Count > 0 ? Create(crls) : throw new CryptographicException("The PEM text holds no X509 CRL.");
    }

    /// <summary>Makes a store of the CRLs in files, each PEM or DER.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no CRL, or one that cannot be used, as for <see cref="FromDer"/>.</exception>
    public static CrlStore FromFiles(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Create(paths.SelectMany(CrlFile.Read));
    }

    internal ParsedCrl[] FindByIssuer(int hash) => _byIssuer.TryGetValue(hash, out ParsedCrl[]? crls) ? crls : [];

    private DateTimeOffset? FindNextUpdate()
    {
        long? first = _byIssuer.Values.Min(crls => crls.Max(crl => crl.NextUpdate));
        return first is { } seconds
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Max(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds()))
            : null;
    }

    /// <summary>Says which CA's CRL would be replaced by an older one, or null.</summary>
    internal string? FindStepBack(CrlStore next)
    {
        foreach (ParsedCrl old in _byIssuer.Values.SelectMany(crls => crls))
        {
            int? newest = next.FindByIssuer(old.IssuerHash).Max(other => other.CompareAge(old));
            if (newest < 0)
            {
                return NameText.Of(old.Der, old.Issuer);
            }
        }

        return null;
    }

    private static CrlStore Create(IEnumerable<byte[]> crls)
    {
        var parsed = new List<ParsedCrl>();
        long size = 0;
        foreach (byte[] der in crls)
        {
            size += der.Length;
            if (size > MaxSize)
            {
                throw new CryptographicException($"The CRLs have more than {MaxSize} octets together.");
            }

            if (!CrlParser.TryParse(der, MaxEntries, out ParsedCrl? crl, out ParseError error))
            {
                throw new CryptographicException($"CRL {parsed.Count + 1} is not in strict DER: {error}.");
            }

            parsed.Add(crl!);
        }

        return new CrlStore(parsed);
    }
}
