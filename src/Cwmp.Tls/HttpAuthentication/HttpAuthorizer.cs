// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The client's side of HTTP Basic and Digest: has the credentials of one user and answers the challenges of one server with them, once for
/// each challenge. Header values are strings with one character for each octet; send them as Latin-1. Not thread-safe: one request at a
/// time. <see cref="HttpOriginGuard"/> decides which server that is.
/// </summary>
internal sealed class HttpAuthorizer
{
    // Otherwise a server that calls every nonce stale would keep the client busy for ever.
    private const int MaxStaleInARow = 2;

    private readonly string _username;
    private readonly string _password;
    private readonly HttpAuthenticationSchemes _allowed;

    private HttpDigestChallenge? _challenge;
    private string _clientNonce = "";
    private uint _nonceCount;
    private bool _useBasic;
    private int _answersSinceSuccess;
    private bool _basicRefused;

    /// <summary>Makes an authorizer.</summary>
    /// <param name="username">The name, sent octet for octet in UTF-8.</param>
    /// <param name="password">The password.</param>
    /// <param name="allowed">The schemes that may be used; Basic sends the password as it is.</param>
    /// <param name="preemptiveBasic">
    /// Whether to send Basic credentials before the server asks (TR-069 §3.4.4 recommends it over TLS).
    /// </param>
    public HttpAuthorizer(string username, string password, HttpAuthenticationSchemes allowed, bool preemptiveBasic = false)
    {
        _username = username;
        _password = password;
        _allowed = allowed;
        _useBasic = preemptiveBasic && allowed.HasFlag(HttpAuthenticationSchemes.Basic);
    }

    /// <summary>Whether the next request carries credentials.</summary>
    public bool HasAuthorization => _useBasic || _challenge is not null;

    /// <summary>Looks at the <c>WWW-Authenticate</c> values of a 401 and prepares the next request.</summary>
    public HttpChallengeAnswer OnChallenge(IEnumerable<string> wwwAuthenticate)
    {
        (HttpDigestChallenge? digest, bool basic) = Select(wwwAuthenticate);
        if (_useBasic)
        {
            _basicRefused = true;
        }

        if (digest is not null)
        {
            if (_answersSinceSuccess > 0 && _challenge is not null && !(digest.IsStale && _answersSinceSuccess <= MaxStaleInARow))
            {
                return HttpChallengeAnswer.WrongCredentials;
            }

            _challenge = digest;
            _clientNonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
            _nonceCount = 0;
            _useBasic = false;
            _answersSinceSuccess++;
            return HttpChallengeAnswer.Retry;
        }

        if (!basic)
        {
            return HttpChallengeAnswer.Unsupported;
        }

        if (_basicRefused)
        {
            return HttpChallengeAnswer.WrongCredentials;
        }

        _challenge = null;
        _useBasic = true;
        return HttpChallengeAnswer.Retry;
    }

    /// <summary>The server accepted the last request: the next challenge is the first one again.</summary>
    public void OnAccepted()
    {
        _answersSinceSuccess = 0;
        _basicRefused = false;
    }

    /// <summary>
    /// The connection was replaced. A server that ties nonces to connections may challenge once more, and that does not mean a wrong
    /// password.
    /// </summary>
    public void OnConnectionReplaced()
    {
        if (_challenge is not null)
        {
            _answersSinceSuccess = 0;
        }
    }

    /// <summary>The <c>Authorization</c> value for a request, or null while the server has not asked.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="requestTarget">The request-target exactly as it is sent.</param>
    public string? CreateAuthorization(string method, string requestTarget)
    {
        if (_useBasic)
        {
            return HttpAuthorization.FormatBasic(_username, _password);
        }

        return _challenge is null ? null : FormatDigest(_challenge, method, requestTarget);
    }

    /// <summary>Names the user, never the password.</summary>
    public override string ToString() => _username;

    // The strongest one wins, whatever the order: SHA-256, then MD5, then Basic where it is allowed.
    private (HttpDigestChallenge? Digest, bool Basic) Select(IEnumerable<string> wwwAuthenticate)
    {
        HttpDigestChallenge? best = null;
        bool basic = false;
        foreach (string header in wwwAuthenticate.Take(HttpAuthenticationHeader.MaxElements))
        {
            var elements = new List<HttpAuthenticationElement>();
            if (!HttpAuthenticationHeader.TryParse(header, elements))
            {
                continue;
            }

            basic |= _allowed.HasFlag(HttpAuthenticationSchemes.Basic) && elements.Any(element => element.Is("Basic"));
            if (_allowed.HasFlag(HttpAuthenticationSchemes.Digest))
            {
                foreach (HttpDigestChallenge challenge in elements.Select(HttpDigestChallenge.TryRead).OfType<HttpDigestChallenge>())
                {
                    best = best is null || challenge.Algorithm.HashSize() > best.Algorithm.HashSize() ? challenge : best;
                }
            }
        }

        return (best, basic);
    }

    private string FormatDigest(HttpDigestChallenge challenge, string method, string requestTarget)
    {
        bool sendsClientNonce = challenge.HasQop || challenge.Algorithm.IsSession();
        var exchange = new DigestExchange
        {
            Method = method,
            Uri = requestTarget,
            Nonce = challenge.Nonce,

            // One client nonce for each challenge: RFC 2617 §3.2.2.2 computes A1 of the session algorithms once, at the first request. With
            // one client nonce a server that computes it for every request gets the same value.
            ClientNonce = sendsClientNonce ? _clientNonce : null,
            NonceCount = challenge.HasQop ? (++_nonceCount).ToString("x8", CultureInfo.InvariantCulture) : null,
            QualityOfProtection = challenge.HasQop ? "auth" : null,
        };
        byte[] password = Encoding.UTF8.GetBytes(_password);
        byte[] secret = DigestComputation.SecretHash(challenge.Algorithm, Encoding.UTF8.GetBytes(_username), challenge.Realm, password);
        string response = Convert.ToHexStringLower(DigestComputation.Response(challenge.Algorithm, secret, exchange));
        CryptographicOperations.ZeroMemory(password);
        CryptographicOperations.ZeroMemory(secret);

        var header = new StringBuilder("Digest ");
        Quoted("username", WireText.FromUtf8(_username), "");
        Quoted("realm", challenge.Realm);
        Quoted("nonce", challenge.Nonce);
        Quoted("uri", requestTarget);
        Quoted("response", response);
        Bare("algorithm", challenge.AlgorithmToken);
        Quoted("opaque", challenge.Opaque);
        Bare("qop", exchange.QualityOfProtection);
        Bare("nc", exchange.NonceCount);
        Quoted("cnonce", exchange.ClientNonce);
        return header.ToString();

        void Quoted(string name, string? value, string separator = ", ")
        {
            if (value is not null)
            {
                HttpAuthenticationHeader.AppendQuoted(header.Append(separator).Append(name).Append('='), value);
            }
        }

        void Bare(string name, string? value)
        {
            if (value is not null)
            {
                header.Append(", ").Append(name).Append('=').Append(value);
            }
        }
    }
}
