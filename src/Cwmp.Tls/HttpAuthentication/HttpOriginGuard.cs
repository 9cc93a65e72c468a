// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Decides for a client which server gets the credentials and where a redirect may lead. The CWMP conversation, file transfers and
/// connection requests all ask it, so that they cannot differ. Not thread-safe: one request at a time.
/// </summary>
/// <remarks>
/// <code>
///                      Basic unasked               answers a challenge          follows a redirect
///   first origin       inside TLS, if the rules    yes                          to https; to http only from http,
///                      say so                                                   if the rules allow http
///   another origin     never                       if the rules say so          the same
/// </code>
/// An answer to a challenge is never sent to another origin than the one that asked.
/// </remarks>
internal sealed class HttpOriginGuard
{
    private readonly HttpClientRules _rules;
    private readonly string? _username;
    private readonly string _password;
    private HttpAuthorizer? _authorizer;
    private int _redirects;
    private int _challenges;

    /// <summary>Makes a guard for the requests of one client to one URL and to where it redirects.</summary>
    /// <param name="rules">What the client is allowed to do.</param>
    /// <param name="url">The first URL; <see cref="HttpClientRules.Allow"/> has allowed it.</param>
    /// <param name="username">The user name; null where there are no credentials.</param>
    /// <param name="password">The password.</param>
    public HttpOriginGuard(HttpClientRules rules, Uri url, string? username, string password)
    {
        _rules = rules;
        _username = username;
        _password = password;
        Url = url;
        _authorizer = CreateAuthorizer(rules.SendsBasicUnasked);
    }

    /// <summary>Where the next request goes.</summary>
    public Uri Url { get; private set; }

    /// <summary>Whether the next request carries credentials.</summary>
    public bool HasAuthorization => _authorizer?.HasAuthorization == true;

    /// <summary>
    /// Whether a status is a redirect of this request. 303 asks for a GET of something else, so it continues only what is a GET
    /// (RFC 9110 §15.4.4).
    /// </summary>
    public static bool IsRedirect(int status, string method) => status is 301 or 302 or 307 or 308 || (status == 303 && method == "GET");

    /// <summary>Another request begins: redirects and challenges are counted from here on.</summary>
    public void BeginRequest() => (_redirects, _challenges) = (0, 0);

    /// <summary>The <c>Authorization</c> value for the next request, or null where it carries no credentials.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="requestTarget">The request-target exactly as it is sent.</param>
    public string? CreateAuthorization(string method, string requestTarget) => _authorizer?.CreateAuthorization(method, requestTarget);

    /// <summary>Decides what to do about a 401.</summary>
    /// <param name="wwwAuthenticate">The values of its <c>WWW-Authenticate</c>.</param>
    public HttpChallengeAnswer OnChallenge(IEnumerable<string> wwwAuthenticate)
    {
        HttpChallengeAnswer answer = _authorizer?.OnChallenge(wwwAuthenticate) ?? HttpChallengeAnswer.NoCredentials;
        return answer == HttpChallengeAnswer.Retry && ++_challenges > _rules.MaxChallenges ? HttpChallengeAnswer.TooMany : answer;
    }

    /// <summary>Decides what to do about a redirect; where it is followed, <see cref="Url"/> is its target.</summary>
    /// <param name="location">The value of its <c>Location</c>, or null.</param>
    public HttpRedirectAnswer OnRedirect(string? location)
    {
        if (++_redirects > _rules.MaxRedirects)
        {
            return HttpRedirectAnswer.TooMany;
        }

        if (string.IsNullOrEmpty(location) || location.Length > _rules.MaxLocationLength ||
            !Uri.TryCreate(Url, location, out Uri? target) ||
            (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp) || target.UserInfo.Length > 0)
        {
            return HttpRedirectAnswer.NotAUrl;
        }

        HttpOrigin from = HttpOrigin.Of(Url);
        HttpOrigin to = HttpOrigin.Of(target);
        if ((from.IsTls && !to.IsTls) || !_rules.Allow(target))
        {
            return HttpRedirectAnswer.NotAllowed;
        }

        Url = target;
        if (from != to)
        {
            // What the last origin was told, and what it asked for, is nothing to this one.
            _authorizer = _rules.AnswersRedirectTargets ? CreateAuthorizer(sendsBasicUnasked: false) : null;
        }

        return HttpRedirectAnswer.Follow;
    }

    /// <summary>The server accepted the last request: the next challenge is a new one.</summary>
    public void OnAccepted() => _authorizer?.OnAccepted();

    /// <summary>The connection was replaced; see <see cref="HttpAuthorizer.OnConnectionReplaced"/>.</summary>
    public void OnConnectionReplaced() => _authorizer?.OnConnectionReplaced();

    private HttpAuthorizer? CreateAuthorizer(bool sendsBasicUnasked)
    {
        if (_username is null)
        {
            return null;
        }

        bool isTls = HttpOrigin.Of(Url).IsTls;
        return new HttpAuthorizer(
            _username,
            _password,
            isTls ? HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest : _rules.SchemesInTheClear,
            isTls && sendsBasicUnasked);
    }
}
