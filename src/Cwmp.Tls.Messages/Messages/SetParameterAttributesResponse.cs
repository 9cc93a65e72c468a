// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to SetParameterAttributes.</summary>
public sealed record SetParameterAttributesResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(SetParameterAttributes);

    /// <inheritdoc/>
    public override string ElementName => nameof(SetParameterAttributesResponse);
}
