// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>One POST of a CPE, as the transport hands it to <see cref="AcsEngine.Admit"/>. Immutable.</summary>
public sealed class AcsRequest
{
    /// <summary>
    /// The body, decoded from its transfer and content codings; empty for an empty POST. It is read before the engine's task completes and
    /// not kept.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The charset of the Content-Type, where it names one; null otherwise.</summary>
    public string? Charset { get; init; }

    /// <summary>
    /// The session tokens the CPE returned, most credible first: the values of the session cookie, which CPEs are known to send twice or
    /// stale. At most <see cref="MaxSessionTokens"/> are looked at. Default none.
    /// </summary>
    public IReadOnlyList<string> SessionTokens { get; init; } = [];

    /// <summary>The most tokens that are looked at: 8.</summary>
    public const int MaxSessionTokens = 8;

    /// <summary>
    /// A name of the CPE's connection, unlike that of any other connection of this process. It stands in for the token where a CPE returns
    /// none, and lets credentials that were right once count for the rest of that connection. Null where one connection carries the POSTs
    /// of several CPEs, as behind a proxy.
    /// </summary>
    public string? ConnectionKey { get; init; }

    /// <summary>What the sender can prove.</summary>
    public required AcsPeerEvidence Evidence { get; init; }
}
