// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The credentials of one request, read from its <c>Authorization</c> header and not verified yet: give them to
/// <see cref="HttpAuthenticator.Verify"/> with the secret of <see cref="Username"/>. Immutable and thread-safe.
/// </summary>
public sealed class HttpAuthorization
{
    private HttpAuthorization(HttpAuthenticationSchemes scheme, string username, string? password, HttpAuthenticationElement? digest)
    {
        Scheme = scheme;
        Username = username;
        Password = password;
        Digest = digest;
    }

    /// <summary><see cref="HttpAuthenticationSchemes.Basic"/> or <see cref="HttpAuthenticationSchemes.Digest"/>.</summary>
    public HttpAuthenticationSchemes Scheme { get; }

    /// <summary>
    /// The user name that the peer claims. It is not percent-decoded: in a TR-069 name (<c>OUI-ProductClass-Serial</c>) a <c>%</c> belongs
    /// to the text (TR-069 §3.4.4).
    /// </summary>
    public string Username { get; }

    /// <summary>The password of Basic credentials.</summary>
    internal string? Password { get; }

    /// <summary>The parameters of Digest credentials.</summary>
    internal HttpAuthenticationElement? Digest { get; }

    /// <summary>Reads an <c>Authorization</c> header value of at most 8,192 characters.</summary>
    /// <param name="headerValue">The value, decoded as Latin-1 (preferably) or UTF-8; null where the header is absent.</param>
    /// <param name="authorization">The credentials.</param>
    /// <returns>
    /// False where there are no credentials, where they are of another scheme, and where they are malformed or ambiguous.
    /// </returns>
    public static bool TryParse(string? headerValue, [NotNullWhen(true)] out HttpAuthorization? authorization)
    {
        authorization = null;
        var elements = new List<HttpAuthenticationElement>(1);
        if (headerValue is null || !HttpAuthenticationHeader.TryParse(headerValue, elements) || elements.Count != 1)
        {
            return false;
        }

        HttpAuthenticationElement element = elements[0];
        authorization = element.Is("Basic") ? ReadBasic(element) : element.Is("Digest") ? ReadDigest(element) : null;
        return authorization is not null;
    }

    /// <summary>The scheme and the claimed name, never a password or a response.</summary>
    public override string ToString() => $"{Scheme} {Username}";

    /// <summary>A Basic <c>Authorization</c> value (RFC 7617): UTF-8, the name without a colon.</summary>
    internal static string FormatBasic(string username, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));

    private static HttpAuthorization? ReadBasic(HttpAuthenticationElement element)
    {
        if (element.Token68 is null || !Base64.IsValid(element.Token68))
        {
            return null;
        }

        byte[] octets = Convert.FromBase64String(element.Token68);
        int colon = octets.AsSpan().IndexOf((byte)':');
        if (colon < 0)
        {
            return null;
        }

        string username = WireText.Decode(octets.AsSpan(0, colon));
        string password = WireText.Decode(octets.AsSpan(colon + 1));
        return IsName(username) && HttpAuthenticationHeader.IsQuotable(password)
            ? new HttpAuthorization(HttpAuthenticationSchemes.Basic, username, password, null)
            : null;
    }

    private static HttpAuthorization? ReadDigest(HttpAuthenticationElement element)
    {
        // RFC 7616 §3.4.4 has an extended notation for names beyond ASCII. Both notations at once would be two identities.
        string? extended = element["username*"];
        string? plain = element["username"];
        if (element.Token68 is not null || plain is null == extended is null)
        {
            return null;
        }

        string? username = plain is not null ? WireText.Decode(plain) : DecodeExtended(extended!);
        return username is null || !IsName(username)
            ? null
            : new HttpAuthorization(HttpAuthenticationSchemes.Digest, username, null, element);
    }

    // Logs and reports show the name, so it may contain nothing that moves a cursor, breaks a line or changes the direction of writing.
    private static bool IsName(string username) => !username.Any(c => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // RFC 8187: UTF-8'language'percent-encoded.
    private static string? DecodeExtended(string value)
    {
        string[] parts = value.Split('\'', 3);
        if (parts.Length != 3 || !parts[0].Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!Ascii.IsValid(parts[2]) || !WireText.TryUnescape(parts[2], out string wire))
        {
            return null;
        }

        byte[] octets = Encoding.Latin1.GetBytes(wire);
        return Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : null;
    }
}
