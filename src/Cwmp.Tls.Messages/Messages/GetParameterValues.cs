// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for the values of parameters (TR-069 §A.3.2.2). ACS to CPE.</summary>
public sealed record GetParameterValues : CwmpRequest<GetParameterValuesResponse>
{
    /// <summary>Full names, or partial paths ending in a dot for everything below; an empty name for the whole model.</summary>
    public required IReadOnlyList<string> ParameterNames
    {
        get;
        init => field = EquatableList<string>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterValues);
}
