// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Sets parameters, all of them or none (TR-069 §A.3.2.1). ACS to CPE.</summary>
public sealed record SetParameterValues : CwmpRequest<SetParameterValuesResponse>
{
    /// <summary>The parameters with their new values; full names, each once.</summary>
    public required IReadOnlyList<ParameterValue> ParameterList
    {
        get;
        init => field = EquatableList<ParameterValue>.From(value);
    }

    /// <summary>The value ManagementServer.ParameterKey takes when the request succeeds, at most 32 characters.</summary>
    public string ParameterKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(SetParameterValues);
}
