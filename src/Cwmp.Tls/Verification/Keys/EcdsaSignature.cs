// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>Ecdsa-Sig-Value in strict DER (RFC 3279 §2.2.3), so that one signature has one encoding.</summary>
internal static class EcdsaSignature
{
    public static bool IsWellFormed(ReadOnlySpan<byte> signature, int size)
    {
        var reader = new DerReader(signature);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice contents) || !reader.AtEnd)
        {
            return false;
        }

        reader = new DerReader(signature, contents);
        return reader.TryReadInteger(out DerSlice r) && IsPositive(r.In(signature), size)
            && reader.TryReadInteger(out DerSlice s) && IsPositive(s.In(signature), size) && reader.AtEnd;
    }

    private static bool IsPositive(ReadOnlySpan<byte> number, int size) =>
        (number[0] & 0x80) == 0 && !(number.Length == 1 && number[0] == 0) && number.Length <= size + 1;
}
