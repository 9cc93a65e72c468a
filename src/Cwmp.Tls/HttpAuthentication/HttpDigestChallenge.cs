// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>A Digest challenge that this library can answer.</summary>
internal sealed record HttpDigestChallenge
{
    public required string Realm { get; init; }

    public required string Nonce { get; init; }

    public string? Opaque { get; init; }

    public required HttpDigestAlgorithm Algorithm { get; init; }

    /// <summary>The algorithm as the server wrote it; the answer repeats it. Null where the server wrote none.</summary>
    public string? AlgorithmToken { get; init; }

    /// <summary>Whether <c>qop="auth"</c> is offered. Without it neither qop nor nc nor cnonce may be sent (RFC 2617 §3.2.2).</summary>
    public required bool HasQop { get; init; }

    /// <summary>Whether the server accepted the secret and only wants a newer nonce.</summary>
    public required bool IsStale { get; init; }

    public static HttpDigestChallenge? TryRead(HttpAuthenticationElement element)
    {
        string? algorithm = element["algorithm"];
        string? qop = element["qop"];
        if (!element.Is("Digest") || element["nonce"] is not { Length: > 0 } nonce ||
            !HttpDigestAlgorithms.TryParse(algorithm, out HttpDigestAlgorithm known))
        {
            return null;
        }

        bool hasQop = !string.IsNullOrWhiteSpace(qop);
        bool hasAuth = hasQop && qop!.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase);
        return hasQop && !hasAuth
            ? null
            : new HttpDigestChallenge
            {
                Realm = element["realm"] ?? "",
                Nonce = nonce,
                Opaque = element["opaque"],
                Algorithm = known,
                AlgorithmToken = algorithm,
                HasQop = hasQop,
                IsStale = "true".Equals(element["stale"], StringComparison.OrdinalIgnoreCase),
            };
    }
}
