// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>Which end of a connection did something.</summary>
public enum TlsSide
{
    /// <summary>It cannot be told, or neither did.</summary>
    Unknown = 0,

    /// <summary>This side.</summary>
    Local,

    /// <summary>The peer.</summary>
    Peer,
}
