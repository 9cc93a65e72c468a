// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// The session cookie as devices really treat it: joined with <c>,</c> instead of <c>;</c>, quoted, with <c>$Version</c> before it (RFC
/// 2109, RFC 2965), sent twice, sent after its session ended.
/// </summary>
internal static class SessionCookie
{
    private const int MaxPairs = 64;

    /// <summary>Every value that came under the name, in order and at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> Read(StringValues headers, string name, int most)
    {
        List<string>? values = null;
        int pairs = 0;
        for (int i = 0; i < headers.Count; i++)
        {
            ReadOnlySpan<char> rest = headers[i];
            while (!rest.IsEmpty && ++pairs <= MaxPairs)
            {
                int end = rest.IndexOfAny(';', ',');
                ReadOnlySpan<char> pair = (end < 0 ? rest : rest[..end]).Trim();
                rest = end < 0 ? default : rest[(end + 1)..];
                int equals = pair.IndexOf('=');
                if (equals < 0 || !pair[..equals].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                (values ??= []).Add(pair[(equals + 1)..].Trim(" \t\"").ToString());
                if (values.Count == most)
                {
                    return values;
                }
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>
    /// The Set-Cookie value: neither Expires nor Max-Age, so that it ends with the session (TR-069 §3.4.3), and nothing old cookie code
    /// would stumble over.
    /// </summary>
    public static string Format(string name, string token, bool isSecure) =>
        $"{name}={token}; Path=/; HttpOnly{(isSecure ? "; Secure" : "")}";

    /// <summary>Whether a name can be a cookie's (RFC 6265 §4.1.1).</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= 64 } && name[0] != '$'
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '!' or '~');
}
