// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Verification.Der;

/// <summary>Object identifiers as their DER contents, compared as bytes.</summary>
internal static class Oids
{
    public static ReadOnlySpan<byte> CommonName => [0x55, 0x04, 0x03];

    public static ReadOnlySpan<byte> EmailAddress => [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01];

    public static ReadOnlySpan<byte> DomainComponent => [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19];

    public static ReadOnlySpan<byte> RsaEncryption => [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];

    public static ReadOnlySpan<byte> EcPublicKey => [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];

    public static ReadOnlySpan<byte> Dsa => [0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x01];

    public static ReadOnlySpan<byte> Ed25519 => [0x2B, 0x65, 0x70];

    public static ReadOnlySpan<byte> P256 => [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    public static ReadOnlySpan<byte> P384 => [0x2B, 0x81, 0x04, 0x00, 0x22];

    public static ReadOnlySpan<byte> P521 => [0x2B, 0x81, 0x04, 0x00, 0x23];

    public static ReadOnlySpan<byte> ServerAuth => [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];

    public static ReadOnlySpan<byte> ClientAuth => [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

    public static ReadOnlySpan<byte> AnyExtendedKeyUsage => [0x55, 0x1D, 0x25, 0x00];

    public static ReadOnlySpan<byte> AnyPolicy => [0x55, 0x1D, 0x20, 0x00];

    /// <summary>The dotted form, for messages only.</summary>
    public static string ToText(ReadOnlySpan<byte> oid)
    {
        var text = new StringBuilder();
        ulong value = 0;
        foreach (byte b in oid)
        {
            if (value > ulong.MaxValue >> 8)
            {
                return Convert.ToHexStringLower(oid);
            }

            value = (value << 7) | (uint)(b & 0x7F);
            if ((b & 0x80) != 0)
            {
                continue;
            }

            if (text.Length == 0)
            {
                ulong first = Math.Min(value / 40, 2);
                text.Append(CultureInfo.InvariantCulture, $"{first}.{value - (first * 40)}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $".{value}");
            }

            value = 0;
        }

        return text.ToString();
    }
}
