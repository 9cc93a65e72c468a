// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// How an <see cref="HttpAuthenticator"/> challenges. The authenticator checks the options when it is made, reports every mistake at once,
/// and keeps a copy: later changes have no effect.
/// </summary>
public sealed class HttpAuthenticatorOptions
{
    /// <summary>The realm of the challenges: 1 to 128 characters without control characters. Default <c>CWMP</c>.</summary>
    public string Realm { get; set; } = "CWMP";

    /// <summary>
    /// The Digest algorithms to offer, the preferred one first. Each gets a challenge of its own, and no other algorithm is accepted.
    /// Default only MD5: TR-069 requires no other of a device, and many devices look only at the first challenge.
    /// </summary>
    public IList<HttpDigestAlgorithm> Algorithms { get; private set; } = [HttpDigestAlgorithm.Md5];

    /// <summary>
    /// Whether responses without <c>qop</c> (RFC 2069) are accepted although the challenge offers <c>qop="auth"</c>. Such a response has no
    /// counter, so its nonce works only once. Default true: TR-069 wants devices to send <c>qop</c>, but old ones do not.
    /// </summary>
    public bool AllowMissingQop { get; set; } = true;

    /// <summary>
    /// How long a nonce lives. After that a right answer is <see cref="HttpAuthenticationResult.Stale"/>. Default 5 minutes; 1 second to 1
    /// day.
    /// </summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many used nonces are remembered against replay. A nonce is remembered only after the peer has proved that it knows a secret.
    /// When the memory is full, the oldest nonces expire early: a forgotten nonce never allows a replay. Default 65,536 (about 8 MB when
    /// full); 1 to 16,777,216.
    /// </summary>
    public int MaxRememberedNonces { get; set; } = 65536;

    /// <summary>
    /// The key that signs nonces, at least 32 bytes. Default null, which makes a random one. Servers behind one balancer need the same key
    /// so that each accepts the nonces of the others. They do not share what they remember of used nonces: while a nonce lives, a request
    /// can be replayed once on each server.
    /// </summary>
    public byte[]? NonceKey { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that later changes do not reach.</summary>
    internal HttpAuthenticatorOptions Snapshot()
    {
        var copy = (HttpAuthenticatorOptions)MemberwiseClone();
        copy.Algorithms = [.. Algorithms];
        copy.NonceKey = NonceKey is null ? null : [.. NonceKey];
        return copy;
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrEmpty(Realm) || Realm.Length > 128 || !HttpAuthenticationHeader.IsQuotable(Realm))
        {
            problems.Add("Realm must have 1 to 128 characters and no control characters.");
        }

        if (Algorithms.Count == 0 || Algorithms.Distinct().Count() != Algorithms.Count ||
            !Algorithms.All(algorithm => algorithm != HttpDigestAlgorithm.None && Enum.IsDefined(algorithm)))
        {
            problems.Add("Algorithms must name at least one algorithm, and each only once.");
        }

        if (NonceLifetime < TimeSpan.FromSeconds(1) || NonceLifetime > TimeSpan.FromDays(1))
        {
            problems.Add($"NonceLifetime must be between 1 second and 1 day, not {NonceLifetime}.");
        }

        if (MaxRememberedNonces is < 1 or > 1 << 24)
        {
            problems.Add($"MaxRememberedNonces must be between 1 and {1 << 24}, not {MaxRememberedNonces}.");
        }

        if (NonceKey is { Length: < 32 })
        {
            problems.Add($"NonceKey must have at least 32 bytes, not {NonceKey.Length}.");
        }

        if (TimeProvider is null)
        {
            problems.Add("TimeProvider is missing.");
        }

        return problems;
    }
}
