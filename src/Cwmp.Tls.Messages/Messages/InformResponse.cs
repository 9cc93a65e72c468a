// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to Inform, which establishes the session.</summary>
public sealed record InformResponse : CwmpResponse
{
    /// <summary>Always 1; ignored on receipt.</summary>
    public uint MaxEnvelopes { get; init; } = 1;

    /// <inheritdoc/>
    public override string MethodName => nameof(Inform);

    /// <inheritdoc/>
    public override string ElementName => nameof(InformResponse);
}
