// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Puts the certificates of a file into the order in which TLS sends them. It goes by names and key identifiers alone: this is our own
/// chain, and the peer verifies it.
/// </summary>
internal static class ChainOrder
{
    /// <summary>From the leaf's issuer upwards, without a self-issued root (RFC 8446 §4.4.2: the trust anchor may be omitted).</summary>
    public static List<X509Certificate2> Above(X509Certificate2 leaf, IEnumerable<X509Certificate2> candidates, out bool issuerFound)
    {
        List<X509Certificate2> left = [.. candidates.Where(candidate => !SameBytes(candidate, leaf))];
        var chain = new List<X509Certificate2>();
        X509Certificate2 current = leaf;
        issuerFound = IsSelfIssued(leaf);
        while (!IsSelfIssued(current) && IssuerOf(current, left) is { } issuer)
        {
            issuerFound = true;
            left.RemoveAll(candidate => SameBytes(candidate, issuer));
            if (IsSelfIssued(issuer))
            {
                break;
            }

            chain.Add(issuer);
            current = issuer;
        }

        return chain;
    }

    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static X509Certificate2? IssuerOf(X509Certificate2 certificate, List<X509Certificate2> candidates)
    {
        List<X509Certificate2> named = candidates.FindAll(
            candidate => candidate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));

        // Two authorities may share a name, as after a renewal with a new key; the key identifier then tells.
        ReadOnlyMemory<byte>? wanted = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        return named.Find(candidate => wanted is { } id
                && candidate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } own
                && own.SubjectKeyIdentifierBytes.Span.SequenceEqual(id.Span))
            ?? named.FirstOrDefault();
    }

    private static bool SameBytes(X509Certificate2 a, X509Certificate2 b) => a.RawDataMemory.Span.SequenceEqual(b.RawDataMemory.Span);
}
