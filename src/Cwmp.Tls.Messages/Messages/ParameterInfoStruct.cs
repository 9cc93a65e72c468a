// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A name in a GetParameterNamesResponse.</summary>
public sealed record ParameterInfoStruct
{
    /// <summary>A full parameter name, or a partial path ending in a dot for an object.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// For a parameter: whether SetParameterValues may write it. For a table: whether AddObject may add to it; for an instance: whether
    /// DeleteObject may remove it.
    /// </summary>
    public required bool Writable { get; init; }
}
