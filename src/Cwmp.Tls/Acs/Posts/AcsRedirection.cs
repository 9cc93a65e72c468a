// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>The rules of a redirect.</summary>
internal static class AcsRedirection
{
    // What a CPE has to be able to take (TR-069 §3.4.2).
    private const int MaxLength = 1024;

    public static void Validate(Uri location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (!location.IsAbsoluteUri || (location.Scheme != Uri.UriSchemeHttps && location.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("A redirect leads to an absolute http or https URL.", nameof(location));
        }

        if (location.UserInfo.Length > 0 || location.AbsoluteUri.Length > MaxLength)
        {
            throw new ArgumentException(
                $"The URL of a redirect has at most {MaxLength} characters and no user information.", nameof(location));
        }
    }

    /// <summary>
    /// The same URL with an internationalised host name in the form of DNS: a header is ASCII, and so are the resolvers of devices.
    /// </summary>
    public static Uri ToAscii(Uri location) =>
        Ascii.IsValid(location.Host) ? location : new UriBuilder(location) { Host = location.IdnHost }.Uri;

    public static int ToStatusCode(AcsRedirectStatus status) => status == AcsRedirectStatus.TemporaryRedirect ? 307 : 302;
}
