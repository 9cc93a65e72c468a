// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Where the trusted authorities come from: files, directories and certificates, or a source.</summary>
internal sealed record TrustOrigin
{
    public IReadOnlyList<string> Files { get; init; } = [];

    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>In DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Authorities { get; init; } = [];

    public TrustSource? Source { get; init; }

    public bool HasLocations => Files.Count > 0 || Directories.Count > 0 || Authorities.Count > 0;
}
