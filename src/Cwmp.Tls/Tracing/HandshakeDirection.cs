// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>Which way a frame went, seen from the side that recorded it.</summary>
public enum HandshakeDirection
{
    /// <summary>Not known. No frame of a trace has it.</summary>
    Unspecified = 0,

    /// <summary>From this side to the peer.</summary>
    Sent,

    /// <summary>From the peer to this side.</summary>
    Received,
}
