// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How reading a message head ended.</summary>
internal enum HttpReadStatus
{
    /// <summary>The peer closed the connection before the first octet.</summary>
    Closed = 0,

    /// <summary>A whole head was read.</summary>
    Complete,

    /// <summary>The peer closed the connection in the middle of a head.</summary>
    Truncated,

    /// <summary>The head is longer than allowed.</summary>
    TooLarge,

    /// <summary>The octets are no HTTP/1.x head.</summary>
    Malformed,
}
