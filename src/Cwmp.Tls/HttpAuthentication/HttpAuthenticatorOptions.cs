// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>How an <see cref="HttpAuthenticator"/> challenges. Read once, when the authenticator is made.</summary>
public sealed class HttpAuthenticatorOptions
{
    /// <summary>The realm of the challenges: 1 to 128 characters without control characters. Default <c>CWMP</c>.</summary>
    public string Realm { get; set; } = "CWMP";

    /// <summary>
    /// The Digest algorithms offered, one challenge each, the preferred one first; no other is accepted. Default MD5 alone:
    /// it is the one algorithm TR-069 obliges a device to know, and many devices look at the first challenge only.
    /// </summary>
    public IList<HttpDigestAlgorithm> Algorithms { get; } = [HttpDigestAlgorithm.Md5];

    /// <summary>
    /// Whether responses without <c>qop</c> (RFC 2069) are accepted although <c>qop="auth"</c> was offered. Such a response carries no
    /// counter, so its nonce works once only. Default true; TR-069 asks devices for <c>qop</c>, old ones do without.
    /// </summary>
    public bool AllowMissingQop { get; set; } = true;

    /// <summary>How long a nonce lives; after that a right answer is <see cref="HttpAuthenticationResult.Stale"/>. Default 5 minutes, at least 1 second, at most 1 day.</summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many nonces are remembered against replay. Only peers that proved to know a secret take a place. When it is full the
    /// oldest nonces expire early, so that forgetting never allows a replay. Default 65,536 (about 8 MB when full); at least 1, at most 16,777,216.
    /// </summary>
    public int MaxRememberedNonces { get; set; } = 65536;

    /// <summary>
    /// The key that signs nonces, at least 32 bytes; null (the default) makes one at random. Servers behind one balancer share a key so that each
    /// accepts the other's nonces; their replay memory is not shared, so within the lifetime of a nonce a request can be replayed once per server.
    /// </summary>
    public byte[]? NonceKey { get; set; }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrEmpty(Realm) || Realm.Length > 128 || !HttpAuthenticationHeader.IsQuotable(Realm))
        {
            problems.Add("Realm must have 1 to 128 characters and no control characters.");
        }

        if (Algorithms.Count == 0 || Algorithms.Distinct().Count() != Algorithms.Count || !Algorithms.All(Enum.IsDefined))
        {
            problems.Add("Algorithms must name at least one algorithm and none twice.");
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

        return problems;
    }
}
