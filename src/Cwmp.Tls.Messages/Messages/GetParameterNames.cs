// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks which parameters and objects exist (TR-069 §A.3.2.3). ACS to CPE.</summary>
public sealed record GetParameterNames : CwmpRequest<GetParameterNamesResponse>
{
    /// <summary>A full name, or a partial path ending in a dot; empty for the whole model.</summary>
    public string ParameterPath { get; init; } = string.Empty;

    /// <summary>True for the next level alone, false for the whole subtree including the path itself.</summary>
    public bool NextLevel { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetParameterNames);
}
