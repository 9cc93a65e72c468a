// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetParameterAttributes.</summary>
public sealed record GetParameterAttributesResponse : CwmpResponse
{
    /// <summary>The attributes.</summary>
    public required IReadOnlyList<ParameterAttributeStruct> ParameterList
    {
        get;
        init => field = EquatableList<ParameterAttributeStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterAttributes);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetParameterAttributesResponse);
}
