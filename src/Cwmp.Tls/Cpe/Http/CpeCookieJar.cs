// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>
/// The cookies of one CWMP session (RFC 6265 §5, reduced to what a session can use). A cookie has a name, a host, a path and a secure flag;
/// it is sent only where it belongs, and forgotten with the session. Number and length are limited.
/// </summary>
internal sealed class CpeCookieJar(TimeProvider time)
{
    /// <summary>TR-069 §3.4.3 requires several cookies, and at least 512 octets for all of them.</summary>
    public const int MaximumCookies = 32;

    public const int MaximumLength = 8192;

    private readonly List<Cookie> _cookies = [];

    public int Count => _cookies.Count;

    /// <summary>Takes a <c>Set-Cookie</c> value. An invalid one is ignored, as RFC 6265 wants.</summary>
    public void Set(Uri origin, string header)
    {
        if (header.Length > MaximumLength)
        {
            return;
        }

        string[] parts = header.Split(';');
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? string.Empty : parts[0][..equals].Trim();
        string value = parts[0][(equals + 1)..].Trim();
        if (name.Length == 0 || !IsSendable(name) || !IsSendable(value))
        {
            return;
        }

        Cookie cookie = new(name, value, origin.Host, HostOnly: true, DefaultPath(origin), Secure: false);
        bool? isOver = null;
        bool isPast = false;
        foreach (string part in parts.AsSpan(1))
        {
            int separator = part.IndexOf('=', StringComparison.Ordinal);
            string attribute = (separator < 0 ? part : part[..separator]).Trim();
            string argument = separator < 0 ? string.Empty : part[(separator + 1)..].Trim();
            if (attribute.Equals("Secure", StringComparison.OrdinalIgnoreCase))
            {
                cookie = cookie with { Secure = true };
            }
            else if (attribute.Equals("Path", StringComparison.OrdinalIgnoreCase) && argument.StartsWith('/'))
            {
                cookie = cookie with { Path = argument };
            }
            else if (attribute.Equals("Domain", StringComparison.OrdinalIgnoreCase) && argument.Trim('.').Length > 0)
            {
                string domain = argument.TrimStart('.');
                if (!IsInDomain(origin, domain))
                {
                    return;
                }

                // RFC 6265 §5.3 step 6: with this attribute the hosts below the domain get the cookie as well. An address and a name
                // without a dot have no hosts below them.
                cookie = cookie with
                {
                    Host = domain,
                    HostOnly = origin.HostNameType != UriHostNameType.Dns || !domain.Contains('.', StringComparison.Ordinal),
                };
            }
            else if (attribute.Equals("Max-Age", StringComparison.OrdinalIgnoreCase))
            {
                isOver = long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long age)
                    ? age <= 0
                    : isOver;
            }
            else if (attribute.Equals("Expires", StringComparison.OrdinalIgnoreCase))
            {
                // Only a time in the past matters: every cookie ends with the session.
                isPast |= DateTimeOffset.TryParse(
                        argument, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until)
                    && until <= time.GetUtcNow();
            }
        }

        _cookies.RemoveAll(old => old.Name == cookie.Name && old.Path == cookie.Path
            && old.Host.Equals(cookie.Host, StringComparison.OrdinalIgnoreCase));

        // RFC 6265 §5.3 step 3: Max-Age overrules Expires, whatever their order. It also needs no clock that is right.
        if (!(isOver ?? isPast) && _cookies.Count < MaximumCookies && _cookies.Sum(c => c.Length) + cookie.Length <= MaximumLength)
        {
            _cookies.Add(cookie);
        }
    }

    /// <summary>The <c>Cookie</c> value for a request, or null where no cookie belongs to its URL.</summary>
    public string? GetHeader(Uri target)
    {
        StringBuilder? header = null;

        // RFC 6265 §5.4: longer paths first, then in the order in which they came.
        foreach (Cookie cookie in _cookies.OrderByDescending(c => c.Path.Length))
        {
            if (cookie.Matches(target))
            {
                header = header is null ? new StringBuilder() : header.Append("; ");
                header.Append(cookie.Name).Append('=').Append(cookie.Value);
            }
        }

        return header?.ToString();
    }

    private static bool IsSendable(string text) =>
        !text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\u007F', '\uFFFF');

    private static bool IsInDomain(Uri origin, string domain)
    {
        if (origin.Host.Equals(domain, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // An address has no domain above it, and hosts cannot share a domain that has no dot.
        return origin.HostNameType == UriHostNameType.Dns && domain.Contains('.', StringComparison.Ordinal)
            && origin.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }

    private static string DefaultPath(Uri origin)
    {
        string path = origin.AbsolutePath;
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    private readonly record struct Cookie(string Name, string Value, string Host, bool HostOnly, string Path, bool Secure)
    {
        public int Length => Name.Length + Value.Length + 3;

        public bool Matches(Uri target)
        {
            bool host = target.Host.Equals(Host, StringComparison.OrdinalIgnoreCase)
                || (!HostOnly && target.HostNameType == UriHostNameType.Dns
                    && target.Host.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase));
            string path = target.AbsolutePath;
            return host
                && (!Secure || target.Scheme == Uri.UriSchemeHttps)
                && path.StartsWith(Path, StringComparison.Ordinal)
                && (path.Length == Path.Length || Path.EndsWith('/') || path[Path.Length] == '/');
        }

        // Without the value: whoever knows the value can take over the session.
        public override string ToString() => Name;
    }
}
