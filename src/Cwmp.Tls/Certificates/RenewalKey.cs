// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Whose key a renewed certificate gets.</summary>
public enum RenewalKey
{
    /// <summary>A new key of the same kind: the default.</summary>
    New = 0,

    /// <summary>The key of the old certificate, for instance because a peer has pinned it.</summary>
    Same,
}
