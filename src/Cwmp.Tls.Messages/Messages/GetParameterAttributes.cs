// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for the attributes of parameters (TR-069 §A.3.2.5). ACS to CPE.</summary>
public sealed record GetParameterAttributes : CwmpRequest<GetParameterAttributesResponse>
{
    /// <summary>Full names, or partial paths ending in a dot.</summary>
    public required IReadOnlyList<string> ParameterNames
    {
        get;
        init => field = EquatableList<string>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterAttributes);
}
