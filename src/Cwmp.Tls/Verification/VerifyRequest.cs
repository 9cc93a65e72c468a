// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.Verification;

/// <summary>What a peer showed, and the names it should have. The platform need not be able to read the certificates.</summary>
/// <remarks>Immutable. The memory must not change while it is judged; what is kept afterwards is a copy.</remarks>
public sealed class VerifyRequest
{
    /// <summary>The peer's own certificate in DER.</summary>
    public required ReadOnlyMemory<byte> Leaf { get; init; }

    /// <summary>The other certificates it sent, in any order; none by default. Octets that are not a certificate are ignored.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Intermediates { get; init; } = [];

    /// <summary>Names that must all be in the certificate; for an ACS one, for a CPE usually none.</summary>
    public IReadOnlyList<ReferenceName> ExpectedNames { get; init; } = [];

    internal JudgedPeer ToPeer() => new() { Leaf = Leaf, Intermediates = Intermediates, ExpectedNames = ExpectedNames };
}
