// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>The certificates a peer showed, in DER. A resumed handshake may know the leaf alone.</summary>
/// <param name="Leaf">The peer's own certificate; empty where it showed none.</param>
/// <param name="Others">The rest, in the peer's order.</param>
internal readonly record struct PresentedChain(ReadOnlyMemory<byte> Leaf, IReadOnlyList<ReadOnlyMemory<byte>> Others)
{
    public static PresentedChain None => new(default, []);
}
