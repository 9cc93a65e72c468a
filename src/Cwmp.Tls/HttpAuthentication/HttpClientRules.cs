// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What one kind of client is allowed to do; <see cref="HttpOriginGuard"/> keeps to it. Immutable.</summary>
internal sealed record HttpClientRules
{
    /// <summary>Whether https URLs may be used: there is something that verifies the server.</summary>
    public required bool AllowsTls { get; init; }

    /// <summary>Whether http URLs may be used.</summary>
    public required bool AllowsPlainHttp { get; init; }

    /// <summary>The schemes without TLS. Inside TLS both schemes are allowed.</summary>
    public HttpAuthenticationSchemes SchemesInTheClear { get; init; } = HttpAuthenticationSchemes.Digest;

    /// <summary>Whether Basic is sent to the first origin, inside TLS, before that origin asks (TR-069 §3.4.4).</summary>
    public bool SendsBasicUnasked { get; init; }

    /// <summary>
    /// Whether an origin that a redirect leads to gets the credentials if it asks for them. False: the credentials are only for the origin
    /// of the first URL.
    /// </summary>
    public bool AnswersRedirectTargets { get; init; }

    /// <summary>How many redirects in a row are followed.</summary>
    public required int MaxRedirects { get; init; }

    /// <summary>The longest <c>Location</c> that is followed, in characters.</summary>
    public int MaxLocationLength { get; init; } = 1024;

    /// <summary>How many challenges in a row are answered.</summary>
    public int MaxChallenges { get; init; } = 3;

    /// <summary>Whether a URL may be used at all.</summary>
    public bool Allow(Uri url) => url.Scheme == Uri.UriSchemeHttps ? AllowsTls : url.Scheme == Uri.UriSchemeHttp && AllowsPlainHttp;
}
