// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Listening;

/// <summary>How far a ClientHello could be found.</summary>
internal enum ClientHelloStatus
{
    /// <summary>It is not whole yet.</summary>
    Incomplete = 0,

    /// <summary>It is whole.</summary>
    Complete,

    /// <summary>The bytes are not those of a ClientHello; what they are is for the engine to find.</summary>
    Missing,

    /// <summary>It is longer than is read.</summary>
    TooLong,
}
