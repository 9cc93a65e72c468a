// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Puts the certificates of a file into the order in which TLS sends them. It uses only names and key identifiers: this is our own
/// chain, and the peer verifies it.
/// </summary>
internal static class ChainOrder
{
    /// <summary>From the leaf's issuer upwards, without a self-signed root (RFC 8446 §4.4.2: the trust anchor may be omitted).</summary>
    public static List<X509Certificate2> Above(X509Certificate2 leaf, IEnumerable<X509Certificate2> candidates, out bool issuerFound)
    {
        List<X509Certificate2> left = [.. candidates.Where(candidate => !SameBytes(candidate, leaf))];
        var chain = new List<X509Certificate2>();
        X509Certificate2 current = leaf;
        issuerFound = IsSelfSigned(leaf);
        while (!IsSelfSigned(current) && IssuerOf(current, left) is { } issuer)
        {
            issuerFound = true;
            left.RemoveAll(candidate => SameBytes(candidate, issuer));
            if (IsSelfSigned(issuer))
            {
                break;
            }

            chain.Add(issuer);
            current = issuer;
        }

        return chain;
    }

    /// <summary>
    /// By names and key identifiers. Equal names are not enough: a cross-certificate between an authority's old key and its new one
    /// is self-issued (RFC 5280 §3.2) and has to be sent.
    /// </summary>
    public static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && (AuthorityKeyIdentifier(certificate) is not { } authority || HasKeyIdentifier(certificate, authority));

    private static X509Certificate2? IssuerOf(X509Certificate2 certificate, List<X509Certificate2> candidates)
    {
        List<X509Certificate2> named = candidates.FindAll(
            candidate => candidate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));

        // Two authorities may share a name, as after a renewal with a new key; the key identifier then tells. Of a root and its
        // cross-certificate the latter goes on: it serves the peers that do not know the root, and does not hurt the others.
        if (AuthorityKeyIdentifier(certificate) is { } wanted
            && named.FindAll(candidate => HasKeyIdentifier(candidate, wanted)) is { Count: > 0 } exact)
        {
            named = exact;
        }

        return named.Find(candidate => !IsSelfSigned(candidate)) ?? named.FirstOrDefault();
    }

    private static ReadOnlyMemory<byte>? AuthorityKeyIdentifier(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extension<X509AuthorityKeyIdentifierExtension>()?.KeyIdentifier;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool HasKeyIdentifier(X509Certificate2 certificate, ReadOnlyMemory<byte> identifier)
    {
        try
        {
            return certificate.Extension<X509SubjectKeyIdentifierExtension>() is { } own
                && own.SubjectKeyIdentifierBytes.Span.SequenceEqual(identifier.Span);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool SameBytes(X509Certificate2 a, X509Certificate2 b) => a.RawDataMemory.Span.SequenceEqual(b.RawDataMemory.Span);
}
