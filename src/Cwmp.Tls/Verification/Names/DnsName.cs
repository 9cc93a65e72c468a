// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Host names as octets: form (RFC 1034 §3.5, RFC 1123 §2.1) and matching (RFC 9525, RFC 6125 §6.4).</summary>
internal static class DnsName
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    /// <summary>A name in preferred syntax: letters, digits and inner hyphens, no empty label, not an IPv4 address.</summary>
    public static bool IsHost(ReadOnlySpan<byte> name) => AreLabels(name) && !LooksLikeIpv4(name);

    /// <summary>A presented identifier: a host, or <c>*.</c> before one.</summary>
    public static bool IsPattern(ReadOnlySpan<byte> name) => IsHost(IsWildcard(name) ? name[2..] : name);

    public static bool IsWildcard(ReadOnlySpan<byte> name) => name.Length > 2 && name[0] == '*' && name[1] == '.';

    /// <summary>
    /// RFC 9525 §6.3: equal ignoring ASCII case, or the pattern's wildcard stands for exactly the left-most label.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> host)
    {
        if (!IsWildcard(pattern))
        {
            return Ascii.EqualsIgnoreCase(pattern, host);
        }

        int dot = host.IndexOf((byte)'.');
        return dot > 0 && Ascii.EqualsIgnoreCase(pattern[2..], host[(dot + 1)..]);
    }

    /// <summary>RFC 5280 §4.2.1.10: zero or more labels added on the left of the constraint. The empty one takes in every name.</summary>
    public static bool IsWithin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> constraint)
    {
        if (constraint.IsEmpty)
        {
            return true;
        }

        return name.Length >= constraint.Length && Ascii.EqualsIgnoreCase(name[^constraint.Length..], constraint)
            && (name.Length == constraint.Length || name[^(constraint.Length + 1)] == '.');
    }

    public static bool LooksLikeIpv4(ReadOnlySpan<byte> name)
    {
        // A name whose last label is a number is read as an address by URL parsers (WHATWG URL §3.5), so no host ends in one.
        ReadOnlySpan<byte> last = name[(name.LastIndexOf((byte)'.') + 1)..];
        return !last.IsEmpty && (last.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            || (last.Length > 2 && last[0] == '0' && (last[1] | 0x20) == 'x' && last[2..].IndexOfAnyExcept(HexDigits) < 0));
    }

    private static bool AreLabels(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return false;
        }

        int label = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] == '.')
            {
                if (label is 0 or > MaxLabel || name[i - 1] == '-' || name[i - label] == '-')
                {
                    return false;
                }

                label = 0;
            }
            else if (char.IsAsciiLetterOrDigit((char)name[i]) || name[i] == '-')
            {
                label++;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
