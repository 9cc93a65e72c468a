// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification;

/// <summary>
/// A CRL in strict DER (RFC 5280 §5), its serial numbers sorted for look-up. Immutable but for the memory of who signed it.
/// </summary>
internal sealed class ParsedCrl
{
    // Positions of the serial numbers' contents, ordered by Compare.
    private readonly DerSlice[] _serials;
    private byte[]? _verifiedBy;
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

    /// <summary>The CA signed this CRL. Asked once for each key: a CRL can be many megabytes.</summary>
    public bool IsSignedBy(ParsedCertificate authority)
    {
        ReadOnlySpan<byte> key = authority.Bytes(authority.PublicKey);
        if (Volatile.Read(ref _verifiedBy) is { } known && key.SequenceEqual(known))
        {
            return true;
        }

        SignatureOutcome outcome = authority.Key.Verify(
            SignatureSchemes.FromAlgorithm(Bytes(InnerAlgorithm)), Bytes(Signed), Bytes(Signature));
        if (outcome == SignatureOutcome.Valid)
        {
            Volatile.Write(ref _verifiedBy, key.ToArray());
        }

        return outcome == SignatureOutcome.Valid;
    }

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
}
