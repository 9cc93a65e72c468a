// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The server's side of HTTP Basic and Digest (RFC 7616, RFC 2617, RFC 7617; TR-069 §3.4.4, §3.4.5): makes challenges and verifies answers.
/// A nonce is not stored: it is signed and has a time limit, and it belongs to no connection. A counter that was used before, and a nonce
/// that was used once without a counter, are <see cref="HttpAuthenticationResult.Stale"/>. The caller decides which scheme is acceptable
/// (Basic only inside TLS), limits how often a peer may fail (<see cref="HttpAttemptLimiter"/>), and looks up the secrets. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// var authenticator = new HttpAuthenticator(new HttpAuthenticatorOptions { Realm = "acs.example" });
///
/// if (HttpAuthorization.TryParse(header, out HttpAuthorization? claim) &amp;&amp;
///     authenticator.Verify(claim, FindSecret(claim.Username), "POST", "/acs") is HttpAuthenticationResult.Accepted)
/// {
///     // The peer knows the secret of claim.Username.
/// }
///
/// // Otherwise answer 401, with each of these as a WWW-Authenticate header of its own:
/// IReadOnlyList&lt;string&gt; challenges = authenticator.CreateChallenges(HttpAuthenticationSchemes.Digest);
/// </code>
/// </example>
public sealed class HttpAuthenticator
{
    private readonly string _realm;
    private readonly HttpDigestAlgorithm[] _algorithms;
    private readonly bool _allowMissingQop;
    private readonly DigestNonces _nonces;
    private readonly DigestReplayWindow _replays;

    /// <summary>Makes an authenticator. Keep it as long as the server runs: it remembers used nonces.</summary>
    /// <param name="options">How to challenge; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public HttpAuthenticator(HttpAuthenticatorOptions? options = null)
    {
        options = (options ?? new HttpAuthenticatorOptions()).Snapshot();
        OptionsErrors.ThrowIfAny(options.Validate(), nameof(options));
        _realm = options.Realm;
        _algorithms = [.. options.Algorithms];
        _allowMissingQop = options.AllowMissingQop;
        _nonces = new DigestNonces(options.NonceKey, options.NonceLifetime, options.TimeProvider);
        _replays = new DigestReplayWindow(options.MaxRememberedNonces, options.NonceLifetime, options.TimeProvider);
    }

    /// <summary>
    /// The <c>WWW-Authenticate</c> values for a 401. Send each as a header of its own: Digest comes first, one value for each algorithm,
    /// then Basic.
    /// </summary>
    /// <param name="schemes">The schemes to offer; at least one.</param>
    /// <param name="stale">True where the credentials were <see cref="HttpAuthenticationResult.Stale"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="schemes"/> names none.</exception>
    public IReadOnlyList<string> CreateChallenges(HttpAuthenticationSchemes schemes, bool stale = false)
    {
        var challenges = new List<string>();
        if (schemes.HasFlag(HttpAuthenticationSchemes.Digest))
        {
            string nonce = _nonces.Create();
            foreach (HttpDigestAlgorithm algorithm in _algorithms)
            {
                StringBuilder challenge = AppendRealm(new StringBuilder("Digest realm="));
                challenge.Append(", qop=\"auth\", algorithm=").Append(algorithm.Token());
                challenge.Append(CultureInfo.InvariantCulture, $", nonce=\"{nonce}\", opaque=\"{_nonces.Opaque}\"");
                challenges.Add((stale ? challenge.Append(", stale=true") : challenge).ToString());
            }
        }

        if (schemes.HasFlag(HttpAuthenticationSchemes.Basic))
        {
            challenges.Add(AppendRealm(new StringBuilder("Basic realm=")).Append(", charset=\"UTF-8\"").ToString());
        }

        return challenges.Count > 0
            ? challenges
            : throw new ArgumentException("A 401 needs at least one scheme to offer.", nameof(schemes));
    }

    /// <summary>
    /// Verifies credentials. A user who does not exist (<paramref name="credential"/> is null) costs the same time as a wrong password.
    /// </summary>
    /// <param name="authorization">The credentials of the request.</param>
    /// <param name="credential">The secret of <see cref="HttpAuthorization.Username"/>, or null where there is no such user.</param>
    /// <param name="method">The HTTP method of the request, such as <c>POST</c>.</param>
    /// <param name="requestTarget">The request-target exactly as it stood in the request line; the signed <c>uri</c> must equal it.</param>
    public HttpAuthenticationResult Verify(HttpAuthorization authorization, HttpCredential? credential, string method, string requestTarget)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(requestTarget);

        HttpCredential secret = credential ?? HttpCredential.Nobody;
        HttpAuthenticationResult result = authorization.Digest is { } digest
            ? VerifyDigest(digest, authorization.Username, secret, method, requestTarget)
            : VerifyBasic(authorization, secret);
        return credential is null ? HttpAuthenticationResult.Rejected : result;
    }

    private HttpAuthenticationResult VerifyBasic(HttpAuthorization authorization, HttpCredential secret) =>
        secret.MatchesPassword(authorization.Username, _realm, authorization.Password ?? "")
            ? HttpAuthenticationResult.Accepted
            : HttpAuthenticationResult.Rejected;

    private HttpAuthenticationResult VerifyDigest(
        HttpAuthenticationElement digest, string username, HttpCredential secret, string method, string requestTarget)
    {
        if (!TryReadExchange(
                digest, method, requestTarget, out HttpDigestAlgorithm algorithm, out DigestExchange exchange, out uint count) ||
            !IsResponseRight(digest["response"], digest["username"] ?? username, secret, algorithm, exchange))
        {
            return HttpAuthenticationResult.Rejected;
        }

        // The nonce is remembered, and judged, only after the peer has proved that it knows the secret (RFC 7616 §3.3, stale).
        return _nonces.TryRead(exchange.Nonce, out DigestNonceId nonce) && _replays.TryUse(nonce, count)
            ? HttpAuthenticationResult.Accepted
            : HttpAuthenticationResult.Stale;
    }

    private bool TryReadExchange(
        HttpAuthenticationElement digest,
        string method,
        string requestTarget,
        out HttpDigestAlgorithm algorithm,
        out DigestExchange exchange,
        out uint count)
    {
        exchange = default;
        count = 0;
        string? qop = digest["qop"];
        string? clientNonce = digest["cnonce"];
        string? nonceCount = digest["nc"];
        if (!HttpDigestAlgorithms.TryParse(digest["algorithm"], out algorithm) || !_algorithms.Contains(algorithm) ||
            digest["nonce"] is not { } nonce || digest["uri"] is not { } uri || !IsSameTarget(uri, requestTarget) ||
            digest["realm"] is not { } realm || WireText.Decode(realm) != _realm ||
            (digest["opaque"] ?? _nonces.Opaque) != _nonces.Opaque ||
            "true".Equals(digest["userhash"], StringComparison.OrdinalIgnoreCase) ||
            (algorithm.IsSession() && clientNonce is null))
        {
            return false;
        }

        if (qop is null)
        {
            // Without a counter the nonce works once: it uses the highest possible count, which uses up all lower ones.
            count = uint.MaxValue;
            exchange = new DigestExchange { Method = method, Uri = uri, Nonce = nonce, ClientNonce = clientNonce };
            return _allowMissingQop;
        }

        exchange = new DigestExchange
        {
            Method = method,
            Uri = uri,
            Nonce = nonce,
            ClientNonce = clientNonce,
            NonceCount = nonceCount,
            QualityOfProtection = qop,
        };
        return qop.Equals("auth", StringComparison.OrdinalIgnoreCase) && clientNonce is not null &&
            nonceCount is { Length: 8 } &&
            uint.TryParse(nonceCount, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count) &&
            count is > 0 and < uint.MaxValue;
    }

    // RFC 7616 §3.4.6: the uri may have another form than the request-target, for example absolute here and a path there, as long as both
    // name the same resource. The signature is over the uri as it was written.
    private static bool IsSameTarget(ReadOnlySpan<char> uri, ReadOnlySpan<char> requestTarget) =>
        uri.SequenceEqual(requestTarget) || PathOf(uri).SequenceEqual(PathOf(requestTarget));

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        int scheme = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
            : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : 0;
        if (scheme == 0)
        {
            return target;
        }

        int path = target[scheme..].IndexOfAny('/', '?');
        return path < 0 ? "/" : target[(scheme + path)..];
    }

    private bool IsResponseRight(
        string? response, string wireUsername, HttpCredential secret, HttpDigestAlgorithm algorithm, in DigestExchange exchange)
    {
        Span<byte> claimed = stackalloc byte[HttpDigestAlgorithms.MaxHashSize];
        claimed = claimed[..algorithm.HashSize()];
        if (response?.Length != claimed.Length * 2 ||
            Convert.FromHexString(response, claimed, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        bool right = false;
        foreach (byte[] secretHash in secret.SecretHashes(algorithm, wireUsername, _realm))
        {
            right |= CryptographicOperations.FixedTimeEquals(claimed, DigestComputation.Response(algorithm, secretHash, exchange));
        }

        return right;
    }

    private StringBuilder AppendRealm(StringBuilder builder) => HttpAuthenticationHeader.AppendQuoted(builder, WireText.FromUtf8(_realm));
}
