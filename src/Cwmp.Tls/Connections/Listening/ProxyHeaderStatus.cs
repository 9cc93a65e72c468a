// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Listening;

/// <summary>How far a PROXY header could be read.</summary>
internal enum ProxyHeaderStatus
{
    /// <summary>It is not whole yet, and so far as it ought to be.</summary>
    Incomplete = 0,

    /// <summary>It is whole.</summary>
    Complete,

    /// <summary>The bytes do not begin a PROXY header.</summary>
    Missing,

    /// <summary>They begin one that the specification does not allow.</summary>
    Malformed,
}
