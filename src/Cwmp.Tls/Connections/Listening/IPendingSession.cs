// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Listening;

/// <summary>What a place has to know of the session whose handshake runs in it.</summary>
internal interface IPendingSession
{
    /// <summary>Whether the ClientHello of the peer has arrived whole.</summary>
    bool HasClientHello { get; }
}
