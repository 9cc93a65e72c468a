// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Reads <c>WWW-Authenticate</c> and <c>Authorization</c> (RFC 9110 §11): several challenges in one header, commas inside quoted strings,
/// values with and without quotes. For any input the work is linear in a bounded length.
/// </summary>
internal static class HttpAuthenticationHeader
{
    /// <summary>The longest header value that is read, in characters.</summary>
    public const int MaxLength = 8192;

    /// <summary>The most challenges in one header value.</summary>
    public const int MaxElements = 8;

    /// <summary>The most parameters of one challenge.</summary>
    public const int MaxParameters = 32;

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Token68Chars =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> EndOfBareValue = SearchValues.Create(", \t\"");

    /// <summary>Appends the elements of one header value; false where the value is malformed or ambiguous, or exceeds a limit.</summary>
    public static bool TryParse(ReadOnlySpan<char> value, List<HttpAuthenticationElement> elements)
    {
        if (value.Length > MaxLength)
        {
            return false;
        }

        ReadOnlySpan<char> rest = value;
        HttpAuthenticationElement? current = null;
        while (true)
        {
            SkipSeparators(ref rest);
            if (rest.IsEmpty)
            {
                return current is not null;
            }

            if (!TryReadToken(ref rest, out ReadOnlySpan<char> name))
            {
                return false;
            }

            ReadOnlySpan<char> afterName = rest;
            SkipSpace(ref rest);
            if (!rest.IsEmpty && rest[0] == '=')
            {
                rest = rest[1..];
                SkipSpace(ref rest);
                if (current is null || current.Token68 is not null || current.ParameterCount == MaxParameters ||
                    !TryReadValue(ref rest, out string? parameter) || !current.TryAdd(name.ToString(), parameter))
                {
                    return false;
                }

                continue;
            }

            // A token that no "=" follows names the next scheme; it ends at a space, a comma or the end.
            if (elements.Count == MaxElements || (!rest.IsEmpty && rest.Length == afterName.Length && rest[0] != ','))
            {
                return false;
            }

            current = new HttpAuthenticationElement(name.ToString());
            elements.Add(current);
            current.Token68 = ReadToken68(ref rest);
        }
    }

    /// <summary>Appends a quoted string, with the escapes that it needs (RFC 9110 §5.6.4).</summary>
    public static StringBuilder AppendQuoted(StringBuilder builder, string value)
    {
        builder.Append('"');
        foreach (char c in value)
        {
            if (c is '"' or '\\')
            {
                builder.Append('\\');
            }

            builder.Append(c);
        }

        return builder.Append('"');
    }

    /// <summary>Whether a text can be a quoted string: it has no control characters.</summary>
    public static bool IsQuotable(ReadOnlySpan<char> value) => !value.ContainsAnyInRange('\0', '\x1f') && !value.Contains('\x7f');

    private static void SkipSeparators(ref ReadOnlySpan<char> rest) => rest = rest.TrimStart(" \t,");

    private static void SkipSpace(ref ReadOnlySpan<char> rest) => rest = rest.TrimStart(" \t");

    private static bool TryReadToken(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> token)
    {
        int length = rest.IndexOfAnyExcept(TokenChars);
        length = length < 0 ? rest.Length : length;
        token = rest[..length];
        rest = rest[length..];
        return length > 0;
    }

    // What follows a token68 tells it from a parameter: the end, or a comma.
    private static string? ReadToken68(ref ReadOnlySpan<char> rest)
    {
        int length = rest.IndexOfAnyExcept(Token68Chars);
        length = length < 0 ? rest.Length : length;
        int padded = length;
        while (padded < rest.Length && rest[padded] == '=')
        {
            padded++;
        }

        ReadOnlySpan<char> after = rest[padded..].TrimStart(" \t");
        if (length == 0 || (!after.IsEmpty && after[0] != ','))
        {
            return null;
        }

        string token = rest[..padded].ToString();
        rest = after;
        return token;
    }

    private static bool TryReadValue(ref ReadOnlySpan<char> rest, out string value)
    {
        if (!rest.IsEmpty && rest[0] == '"')
        {
            return TryReadQuoted(ref rest, out value);
        }

        // Devices send uri, nonce and others without quotes although they are not tokens: the value is everything up to the next separator.
        int length = rest.IndexOfAny(EndOfBareValue);
        length = length < 0 ? rest.Length : length;
        value = rest[..length].ToString();
        bool ok = IsQuotable(value) && (length == rest.Length || rest[length] != '"');
        rest = rest[length..];
        return ok;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> rest, out string value)
    {
        value = "";
        StringBuilder? unescaped = null;
        int start = 1;
        for (int i = 1; i < rest.Length; i++)
        {
            char c = rest[i];
            if (c == '"')
            {
                value = unescaped is null ? rest[start..i].ToString() : unescaped.Append(rest[start..i]).ToString();
                rest = rest[(i + 1)..];
                return IsQuotable(value);
            }

            if (c == '\\')
            {
                if (i + 1 == rest.Length)
                {
                    return false;
                }

                (unescaped ??= new StringBuilder()).Append(rest[start..i]);
                start = i + 1;
                i++;
            }
        }

        return false;
    }
}
