// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Messages;

/// <summary>How ToString of a message shows a member that may be secret: whether it is there, and no more.</summary>
internal static class Secret
{
    public static StringBuilder AppendSecret(this StringBuilder builder, string name, string? value) =>
        builder.Append(", ").Append(name).Append(" = ").Append(string.IsNullOrEmpty(value) ? "(none)" : "(hidden)");

    public static StringBuilder AppendMember(this StringBuilder builder, string name, object? value) =>
        builder.Append(", ").Append(name).Append(" = ").Append(value);

    /// <summary>A URL without its userinfo and query, either of which may hold credentials.</summary>
    public static string WithoutCredentials(string? url)
    {
        if (string.IsNullOrEmpty(url))
        {
            return string.Empty;
        }

        int query = url.AsSpan().IndexOfAny('?', '#');
        string rest = query < 0 ? url : url[..query] + "?(hidden)";
        int scheme = rest.IndexOf("://", StringComparison.Ordinal);
        int at = rest.LastIndexOf('@');
        return at < 0 ? rest : string.Concat(
            scheme < 0 || scheme > at ? string.Empty : rest.AsSpan(0, scheme + 3), "(hidden)", rest.AsSpan(at));
    }
}
