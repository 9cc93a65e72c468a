// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>A SubjectPublicKeyInfo taken apart, not imported.</summary>
internal readonly record struct PublicKeyInfo(PublicKeyKind Kind, int Bits, DerSlice First, DerSlice Second)
{
    /// <summary>An RSA modulus larger than this is not imported: checking its signatures would be the attacker's gain.</summary>
    public const int MaxRsaBits = 8192;

    // 65537 has 17 bits, and no CA uses more than 32; each further bit makes every check dearer.
    private const int MaxExponentBytes = 4;

    // Beyond this, and for curves without code of their own in OpenSSL, a check takes several times as long.
    private const int LargeRsaBits = 4096;

    /// <summary>What checking a signature with the key costs, in checks with P-256.</summary>
    public int VerificationCost =>
        Kind is PublicKeyKind.P384 or PublicKeyKind.P521 || (Kind == PublicKeyKind.Rsa && Bits > LargeRsaBits) ? 4 : 1;

    public bool IsElliptic => Kind is PublicKeyKind.P256 or PublicKeyKind.P384 or PublicKeyKind.P521;

    /// <summary>Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). False only where the outer form is broken.</summary>
    /// <remarks>RSA: First is the modulus, Second the exponent, without sign octet. EC: First is X, Second is Y.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> document, DerSlice spki, out PublicKeyInfo info)
    {
        info = default;
        var reader = new DerReader(document, spki);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice algorithm) || !reader.TryReadBitString(out DerSlice key, out int unused)
            || !reader.AtEnd || unused != 0)
        {
            return false;
        }

        var identifier = new DerReader(document, algorithm);
        if (!identifier.TryReadOid(out DerSlice oidSlice))
        {
            return false;
        }

        ReadOnlySpan<byte> oid = oidSlice.In(document);
        if (oid.SequenceEqual(Oids.RsaEncryption))
        {
            info = ReadRsa(document, ref identifier, key);
        }
        else if (oid.SequenceEqual(Oids.EcPublicKey))
        {
            info = ReadElliptic(document, ref identifier, key);
        }
        else if (oid.SequenceEqual(Oids.Ed25519))
        {
            info = new PublicKeyInfo(
                identifier.AtEnd && key.Length == 32 ? PublicKeyKind.Ed25519 : PublicKeyKind.Malformed, 256, key, default);
        }
        else
        {
            info = new PublicKeyInfo(oid.SequenceEqual(Oids.Dsa) ? PublicKeyKind.Dsa : PublicKeyKind.Unknown, 0, default, default);
        }

        return true;
    }

    // RFC 3279 §2.3.1: parameters NULL; RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
    private static PublicKeyInfo ReadRsa(ReadOnlySpan<byte> document, ref DerReader identifier, DerSlice key)
    {
        var malformed = new PublicKeyInfo(PublicKeyKind.Malformed, 0, default, default);
        var reader = new DerReader(document, key);
        if (!identifier.TryRead(DerTag.Null, out DerSlice parameters) || !parameters.IsEmpty || !identifier.AtEnd
            || !reader.TryRead(DerTag.Sequence, out DerSlice inner) || !reader.AtEnd)
        {
            return malformed;
        }

        var numbers = new DerReader(document, inner);
        if (!numbers.TryReadInteger(out DerSlice modulus) || !numbers.TryReadInteger(out DerSlice exponent) || !numbers.AtEnd
            || !TryPositive(document, ref modulus) || !TryPositive(document, ref exponent))
        {
            return malformed;
        }

        // An even modulus or exponent, or the exponent 1, is no RSA key at all.
        ReadOnlySpan<byte> n = modulus.In(document);
        ReadOnlySpan<byte> e = exponent.In(document);
        if ((n[^1] & 1) == 0 || (e[^1] & 1) == 0 || (e.Length == 1 && e[0] == 1) || e.Length > MaxExponentBytes)
        {
            return malformed;
        }

        int bits = (n.Length * 8) - byte.LeadingZeroCount(n[0]);
        return new PublicKeyInfo(PublicKeyKind.Rsa, bits, modulus, exponent);
    }

    // RFC 5480 §2: the parameters are a named curve; the point is uncompressed here, as CAs issue it.
    private static PublicKeyInfo ReadElliptic(ReadOnlySpan<byte> document, ref DerReader identifier, DerSlice key)
    {
        if (identifier.NextIs(DerTag.Sequence))
        {
            return new PublicKeyInfo(PublicKeyKind.ExplicitCurve, 0, default, default);
        }

        if (!identifier.TryReadOid(out DerSlice curveSlice) || !identifier.AtEnd)
        {
            return new PublicKeyInfo(PublicKeyKind.Malformed, 0, default, default);
        }

        ReadOnlySpan<byte> curve = curveSlice.In(document);
        (PublicKeyKind kind, int bits) =
            curve.SequenceEqual(Oids.P256) ? (PublicKeyKind.P256, 256) :
            curve.SequenceEqual(Oids.P384) ? (PublicKeyKind.P384, 384) :
            curve.SequenceEqual(Oids.P521) ? (PublicKeyKind.P521, 521) : (PublicKeyKind.OtherCurve, 0);
        if (kind == PublicKeyKind.OtherCurve)
        {
            return new PublicKeyInfo(kind, 0, default, default);
        }

        int size = (bits + 7) / 8;
        if (key.Length != 1 + (2 * size) || document[key.Offset] != 0x04)
        {
            return new PublicKeyInfo(PublicKeyKind.Malformed, bits, default, default);
        }

        return new PublicKeyInfo(kind, bits, new DerSlice(key.Offset + 1, size), new DerSlice(key.Offset + 1 + size, size));
    }

    private static bool TryPositive(ReadOnlySpan<byte> document, ref DerSlice number)
    {
        ReadOnlySpan<byte> bytes = number.In(document);
        if ((bytes[0] & 0x80) != 0)
        {
            return false;
        }

        if (bytes[0] == 0)
        {
            number = new DerSlice(number.Offset + 1, number.Length - 1);
        }

        return !number.IsEmpty;
    }
}
