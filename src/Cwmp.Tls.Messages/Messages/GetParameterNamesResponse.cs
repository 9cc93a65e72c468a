// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetParameterNames.</summary>
public sealed record GetParameterNamesResponse : CwmpResponse
{
    /// <summary>The names.</summary>
    public required IReadOnlyList<ParameterInfoStruct> ParameterList
    {
        get;
        init => field = EquatableList<ParameterInfoStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterNames);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetParameterNamesResponse);
}
