// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>Where in a chain a rule looks.</summary>
[Flags]
public enum ChainPositions
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The peer's own certificate.</summary>
    Leaf = 1,

    /// <summary>A CA certificate between the peer's and the trust anchor.</summary>
    Intermediate = 2,

    /// <summary>The certificate of the trust anchor.</summary>
    Anchor = 4,

    /// <summary>Every CA certificate.</summary>
    Authorities = Intermediate | Anchor,

    /// <summary>Every certificate.</summary>
    All = Leaf | Intermediate | Anchor,
}
