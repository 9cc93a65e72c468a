// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Crls;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Where the CRLs come from: files, or a source. Without either there are none.</summary>
internal sealed record CrlOrigin
{
    public IReadOnlyList<string> Files { get; init; } = [];

    public CrlSource? Source { get; init; }
}
