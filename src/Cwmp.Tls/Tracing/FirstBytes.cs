// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Tracing;

/// <summary>Guesses a protocol from its first bytes.</summary>
internal static class FirstBytes
{
    /// <summary>How many bytes the guess looks at.</summary>
    public const int Length = 24;

    private static readonly string[] Methods =
        ["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI", "PROPFIND"];

    private static ReadOnlySpan<byte> ProxySignature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>The guess and one phrase for people.</summary>
    public static (FirstBytesKind Kind, string Text) Classify(ReadOnlySpan<byte> first)
    {
        if (first.IsEmpty)
        {
            return (FirstBytesKind.Nothing, "nothing");
        }

        // A TLS record: type, then 3 as the major version (RFC 8446 §5.1). Fewer bytes can only be given the benefit of the doubt.
        if (first[0] is >= 20 and <= 24 && (first.Length < 2 || first[1] == 3))
        {
            return (FirstBytesKind.Tls, "a TLS record");
        }

        if (first[0] is >= 20 and <= 24 && first[1] == 0xFE)
        {
            return (FirstBytesKind.Dtls, "looks like DTLS");
        }

        if (first.StartsWith("HTTP/"u8))
        {
            return (FirstBytesKind.HttpResponse, "looks like an HTTP response");
        }

        if (first.StartsWith("PROXY "u8) || first.StartsWith(ProxySignature))
        {
            return (FirstBytesKind.ProxyHeader, "looks like a PROXY protocol header");
        }

        if (first.StartsWith("SSH-"u8))
        {
            return (FirstBytesKind.Ssh, "looks like SSH");
        }

        foreach (string method in Methods)
        {
            if (first.Length > method.Length && first[method.Length] == ' ' && Encoding.ASCII.GetString(first[..method.Length]) == method)
            {
                return (FirstBytesKind.HttpRequest, $"looks like an HTTP request ({method})");
            }
        }

        // RFC 5246 appendix E.2: two bytes of length with the high bit set, client-hello (1), version.
        if (first.Length >= 5 && (first[0] & 0x80) != 0 && first[2] == 1
            && ((first[3] == 3 && first[4] <= 4) || (first[3] == 0 && first[4] == 2)))
        {
            return (FirstBytesKind.Ssl2Hello, "looks like an SSL 2.0 hello");
        }

        // Four bytes at most, and never text: the rest may be somebody's password.
        ReadOnlySpan<byte> shown = first[..Math.Min(first.Length, 4)];
        return shown.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? (FirstBytesKind.Other, string.Create(CultureInfo.InvariantCulture, $"begins with {Convert.ToHexString(shown)}"))
            : (FirstBytesKind.Other, "looks like plain text");
    }
}
