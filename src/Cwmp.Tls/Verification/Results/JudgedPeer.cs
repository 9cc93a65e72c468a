// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Results;

/// <summary>What a verdict is about: the certificates that a peer showed, and the names it should have.</summary>
internal sealed class JudgedPeer
{
    /// <summary>The peer's own certificate in DER.</summary>
    public required ReadOnlyMemory<byte> Leaf { get; init; }

    /// <summary>The other certificates it sent, in any order.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Intermediates { get; init; }

    /// <summary>Names that must all be in the peer's own certificate.</summary>
    public required IReadOnlyList<ReferenceName> ExpectedNames { get; init; }

    /// <summary>Nobody else can write to the memory, so that it may be kept.</summary>
    public bool OwnsMemory { get; init; }

    public JudgedPeer ToOwned() => OwnsMemory ? this : new JudgedPeer
    {
        Leaf = Leaf.ToArray(),
        Intermediates = [.. Intermediates.Select(der => (ReadOnlyMemory<byte>)der.ToArray())],
        ExpectedNames = [.. ExpectedNames],
        OwnsMemory = true,
    };
}
