// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetParameterValues.</summary>
public sealed record GetParameterValuesResponse : CwmpResponse
{
    /// <summary>The values. For an object without content the list is empty.</summary>
    public required IReadOnlyList<ParameterValue> ParameterList
    {
        get;
        init => field = EquatableList<ParameterValue>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterValues);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetParameterValuesResponse);
}
