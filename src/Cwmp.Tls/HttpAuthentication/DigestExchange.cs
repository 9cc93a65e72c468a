// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>The public values that one Digest response is computed from, as they are on the wire.</summary>
internal readonly record struct DigestExchange
{
    public required string Method { get; init; }

    public required string Uri { get; init; }

    public required string Nonce { get; init; }

    /// <summary>The client's nonce; needed with qop and with the session algorithms.</summary>
    public string? ClientNonce { get; init; }

    /// <summary>Eight hexadecimal digits; needed with qop.</summary>
    public string? NonceCount { get; init; }

    /// <summary><c>auth</c>, or null for the form of RFC 2069.</summary>
    public string? QualityOfProtection { get; init; }
}
