// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>The one reply to a POST. Immutable and thread-safe.</summary>
public sealed class AcsReply
{
    internal static readonly AcsReply NoContent = new() { Kind = AcsReplyKind.Empty, StatusCode = 204 };
    internal static readonly AcsReply LastNoContent = new() { Kind = AcsReplyKind.Empty, StatusCode = 204, EndsSession = true };

    internal AcsReply()
    {
    }

    /// <summary>What to answer.</summary>
    public required AcsReplyKind Kind { get; init; }

    /// <summary>The HTTP status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The envelope of an <see cref="AcsReplyKind.Envelope"/>; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The token of a session that begins with this reply: the value of a session cookie, without Expires or Max-Age, HttpOnly, and Secure
    /// inside TLS. 32 characters of base64url with 192 random bits; a secret. Null when there is nothing to set.
    /// </summary>
    public string? SessionToken { get; init; }

    /// <summary>Whether the session is over with this reply.</summary>
    public bool EndsSession { get; init; }

    /// <summary>The schemes to offer with an <see cref="AcsReplyKind.Challenge"/>: Digest alone without TLS.</summary>
    public HttpAuthenticationSchemes ChallengeSchemes { get; init; }

    /// <summary>Where a <see cref="AcsReplyKind.Redirect"/> leads, its <see cref="Uri.AbsoluteUri"/> in ASCII; null otherwise.</summary>
    public Uri? Location { get; init; }

    /// <summary>
    /// When a CPE that found the ACS <see cref="AcsReplyKind.Unavailable"/> may come again, in whole seconds; null otherwise.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Why the ACS did not believe the sender, for a <see cref="AcsReplyKind.Challenge"/> or <see cref="AcsReplyKind.Forbidden"/>. A
    /// transport does not tell the peer.
    /// </summary>
    public AcsRequestFailure Failure { get; init; }

    /// <summary>The kind and the status code.</summary>
    public override string ToString() => $"{Kind} ({StatusCode})";

    internal static AcsReply Envelope(ReadOnlyMemory<byte> body, string? sessionToken = null) =>
        new() { Kind = AcsReplyKind.Envelope, StatusCode = 200, Body = body, SessionToken = sessionToken };

    internal static AcsReply Challenge(HttpAuthenticationSchemes schemes, AcsRequestFailure failure) =>
        new() { Kind = AcsReplyKind.Challenge, StatusCode = 401, ChallengeSchemes = schemes, Failure = failure };

    internal static AcsReply Redirect(Uri location, int statusCode) =>
        new() { Kind = AcsReplyKind.Redirect, StatusCode = statusCode, Location = AcsRedirection.ToAscii(location), EndsSession = true };

    internal static AcsReply BadRequest(bool endsSession) =>
        new() { Kind = AcsReplyKind.BadRequest, StatusCode = 400, EndsSession = endsSession };

    internal static AcsReply TooLarge(bool endsSession) =>
        new() { Kind = AcsReplyKind.TooLarge, StatusCode = 413, EndsSession = endsSession };

    internal static AcsReply Forbidden(AcsRequestFailure failure) =>
        new() { Kind = AcsReplyKind.Forbidden, StatusCode = 403, Failure = failure };

    internal static AcsReply Unavailable(TimeSpan retryAfter) =>
        new() { Kind = AcsReplyKind.Unavailable, StatusCode = 503, RetryAfter = retryAfter };
}
