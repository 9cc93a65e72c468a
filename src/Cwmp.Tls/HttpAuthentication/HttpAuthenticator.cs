// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The server's side of HTTP Basic and Digest (RFC 7616, RFC 2617, RFC 7617; TR-069 §3.4.4, §3.4.5): makes challenges and verifies answers.
/// Nonces are signed and time-limited rather than stored, and belong to no connection; a counter already used, or a nonce once used without a
/// counter, is answered <see cref="HttpAuthenticationResult.Stale"/>. Which scheme is acceptable when (Basic inside TLS alone), how often a peer may fail,
/// and where secrets come from is the caller's part. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// if (HttpAuthorization.TryParse(header, out var claim) &amp;&amp;
///     authenticator.Verify(claim, store.Find(claim.Username), "POST", "/acs") is HttpAuthenticationResult.Accepted) { … }
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
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public HttpAuthenticator(HttpAuthenticatorOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new HttpAuthenticatorOptions();
        OptionsProblems.ThrowIfAny(options.Validate(), nameof(options));
        timeProvider ??= TimeProvider.System;
        _realm = options.Realm;
        _algorithms = [.. options.Algorithms];
        _allowMissingQop = options.AllowMissingQop;
        _nonces = new DigestNonces(options.NonceKey, options.NonceLifetime, timeProvider);
        _replays = new DigestReplayWindow(options.MaxRememberedNonces, options.NonceLifetime, timeProvider);
    }

    /// <summary>The <c>WWW-Authenticate</c> values for a 401, each to be sent as a header of its own: Digest first, one per algorithm, then Basic.</summary>
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
                challenge.Append(CultureInfo.InvariantCulture, $", qop=\"auth\", algorithm={algorithm.Token()}, nonce=\"{nonce}\", opaque=\"{_nonces.Opaque}\"");
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
    /// Verifies credentials. A user who does not exist (<paramref name="credential"/> null) costs the same time as a wrong password.
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
        if (!TryReadExchange(digest, method, requestTarget, out HttpDigestAlgorithm algorithm, out DigestExchange exchange, out uint count) ||
            !IsResponseRight(digest["response"], digest["username"] ?? username, secret, algorithm, exchange))
        {
            return HttpAuthenticationResult.Rejected;
        }

        // Only now, with the secret proven, is anything remembered or said about the nonce (RFC 7616 §3.3, stale).
        return _nonces.TryRead(exchange.Nonce, out DigestNonceId nonce) && _replays.TryUse(nonce, count)
            ? HttpAuthenticationResult.Accepted
            : HttpAuthenticationResult.Stale;
    }

    private bool TryReadExchange(
        HttpAuthenticationElement digest, string method, string requestTarget, out HttpDigestAlgorithm algorithm, out DigestExchange exchange, out uint count)
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
            // Without a counter the nonce works once: it takes the highest count there is, and with it the whole window.
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
            nonceCount is { Length: 8 } && uint.TryParse(nonceCount, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count) &&
            count is > 0 and < uint.MaxValue;
    }

    // RFC 7616 §3.4.6: the uri may be in another form than the request-target, absolute here and a path there, as long as both name the same resource. The signature is
    // over the uri as it was written.
    private static bool IsSameTarget(ReadOnlySpan<char> uri, ReadOnlySpan<char> requestTarget) =>
        uri.SequenceEqual(requestTarget) || PathOf(uri).SequenceEqual(PathOf(requestTarget));

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        int scheme = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : 0;
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
