// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>
/// A CRL in strict DER (RFC 5280 §5), its serial numbers sorted for look-up. Immutable but for the memory of who signed it.
/// </summary>
internal sealed class ParsedCrl
{
    // Keys a CA has had under one name; a CRL is signed by one of them.
    private const int MaxAskedKeys = 8;

    // Positions of the serial numbers' contents, ordered by Compare.
    private readonly DerSlice[] _serials;
    private SignedBy[] _asked = [];
    private int? _issuerHash;

    public ParsedCrl(ReadOnlyMemory<byte> der, DerSlice[] serials)
    {
        Der = der;
        _serials = serials;
        Array.Sort(_serials, (left, right) => Compare(left.In(Der), right.In(Der)));
    }

    public ReadOnlyMemory<byte> Der { get; }

    public DerSlice Signed { get; init; }

    public DerSlice InnerAlgorithm { get; init; }

    public DerSlice Issuer { get; init; }

    public DerSlice Signature { get; init; }

    public long ThisUpdate { get; init; }

    /// <summary>nextUpdate, or null, which RFC 5280 §5.1.2.5 does not allow.</summary>
    public long? NextUpdate { get; init; }

    /// <summary>Contents of the CRLNumber INTEGER; empty where no usable number is present.</summary>
    public DerSlice Number { get; init; }

    /// <summary>keyIdentifier of the authority key identifier; empty where it is absent.</summary>
    public DerSlice AuthorityKeyIdentifier { get; init; }

    /// <summary>Why a well-formed CRL may not be used, or null.</summary>
    public string? Problem { get; init; }

    public int Count => _serials.Length;

    public int IssuerHash => _issuerHash ??= DistinguishedName.GetHash(Bytes(Issuer));

    public ReadOnlySpan<byte> Bytes(DerSlice slice) => slice.In(Der);

    public bool Lists(ReadOnlySpan<byte> serial)
    {
        int low = 0;
        int high = _serials.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(_serials[middle].In(Der), serial);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    /// <summary>The CA signed this CRL. Hashed once for each key and not for each verdict: a CRL can be many megabytes.</summary>
    public bool IsSignedBy(ParsedCertificate authority)
    {
        ReadOnlySpan<byte> key = authority.Bytes(authority.PublicKey);
        SignedBy[] asked = Volatile.Read(ref _asked);
        foreach (SignedBy known in asked)
        {
            if (key.SequenceEqual(known.Key))
            {
                return known.Signed;
            }
        }

        bool signed = authority.Key.Verify(SignatureSchemes.FromAlgorithm(Bytes(InnerAlgorithm)), Bytes(Signed), Bytes(Signature))
            == SignatureOutcome.Valid;
        // Where two threads ask at a time one answer is forgotten, and asked again.
        var answer = new SignedBy(key.ToArray(), signed);
        Volatile.Write(ref _asked, asked.Length < MaxAskedKeys ? [.. asked, answer] : [.. asked.Skip(1), answer]);
        return signed;
    }

    /// <summary>
    /// Positive where this one was issued after another of the same CA and key, negative where before (RFC 5280 §5.2.3); null where they
    /// are of different CAs or keys, or have no number.
    /// </summary>
    public int? CompareAge(ParsedCrl other) =>
        !Number.IsEmpty && !other.Number.IsEmpty && IssuerHash == other.IssuerHash
            && Bytes(AuthorityKeyIdentifier).SequenceEqual(other.Bytes(other.AuthorityKeyIdentifier))
            && DistinguishedName.AreEqual(Bytes(Issuer), other.Bytes(other.Issuer))
            ? Compare(Bytes(Number), other.Bytes(other.Number))
            : null;

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);

    private readonly record struct SignedBy(byte[] Key, bool Signed);
}
