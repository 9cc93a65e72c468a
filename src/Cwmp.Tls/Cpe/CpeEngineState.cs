// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>What a <see cref="CpeEngine"/> is doing.</summary>
public enum CpeEngineState
{
    /// <summary>It has not been started, or has ended.</summary>
    Stopped = 0,

    /// <summary>It waits for a reason to call the ACS.</summary>
    Idle,

    /// <summary>It is in a session, or trying to open one.</summary>
    InSession,

    /// <summary>The last session failed; it waits to try again.</summary>
    WaitingToRetry,

    /// <summary>The device reboots.</summary>
    Rebooting,
}
