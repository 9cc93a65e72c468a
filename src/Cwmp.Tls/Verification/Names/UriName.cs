// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Names;

/// <summary>The host of a URI in a certificate (RFC 3986 §3), which is the part that name constraints speak about.</summary>
internal static class UriName
{
    /// <summary>The host of <c>scheme://[user@]host[:port]…</c>; false without an authority or where it is an address.</summary>
    public static bool TryGetHost(ReadOnlySpan<byte> uri, out ReadOnlySpan<byte> host)
    {
        host = default;
        int colon = uri.IndexOf((byte)':');
        if (colon <= 0 || !uri[(colon + 1)..].StartsWith("//"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> authority = uri[(colon + 3)..];
        int end = authority.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        authority = end < 0 ? authority : authority[..end];
        authority = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        int port = authority.IndexOf((byte)':');
        host = port < 0 ? authority : authority[..port];
        return DnsName.IsHost(host);
    }

    /// <summary>RFC 5280 §4.2.1.10: a host means only itself; with a leading period, any longer name that ends so.</summary>
    public static bool IsWithin(ReadOnlySpan<byte> host, ReadOnlySpan<byte> constraint)
    {
        if (constraint.IsEmpty)
        {
            return true;
        }

        return constraint[0] == '.'
            ? host.Length > constraint.Length && System.Text.Ascii.EqualsIgnoreCase(host[^constraint.Length..], constraint)
            : System.Text.Ascii.EqualsIgnoreCase(host, constraint);
    }
}
