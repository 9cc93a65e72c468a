// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Sets notification and access list of parameters (TR-069 §A.3.2.4). ACS to CPE.</summary>
public sealed record SetParameterAttributes : CwmpRequest<SetParameterAttributesResponse>
{
    /// <summary>The changes.</summary>
    public required IReadOnlyList<SetParameterAttributesStruct> ParameterList
    {
        get;
        init => field = EquatableList<SetParameterAttributesStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(SetParameterAttributes);
}
