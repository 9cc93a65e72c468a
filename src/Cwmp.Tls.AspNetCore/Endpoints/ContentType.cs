// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// What matters of a Content-Type. Devices send <c>application/soap+xml</c>, half a header or none, so that the type itself does not.
/// </summary>
internal static class ContentType
{
    /// <summary>The charset it names, or null.</summary>
    public static string? CharsetOf(string? contentType)
    {
        const string Name = "charset=";
        ReadOnlySpan<char> rest = contentType;
        int at = rest.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        rest = rest[(at + Name.Length)..];
        int end = rest.IndexOf(';');
        rest = (end < 0 ? rest : rest[..end]).Trim(" \t\"'");
        return rest.IsEmpty ? null : rest.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? "utf-8" : rest.ToString();
    }
}
