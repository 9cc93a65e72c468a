// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to Kicked.</summary>
public sealed record KickedResponse : CwmpResponse
{
    /// <summary>Where to send the user, at most 1024 characters.</summary>
    public string NextURL { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(Kicked);

    /// <inheritdoc/>
    public override string ElementName => nameof(KickedResponse);
}
