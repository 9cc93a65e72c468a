// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The Status argument of a response: whether what was asked for is done. Unknown numbers are carried.</summary>
public enum RequestStatus
{
    /// <summary>0: done and applied.</summary>
    Applied = 0,

    /// <summary>1: accepted, but not applied yet (after a reboot, or after the end of the session).</summary>
    NotYetApplied = 1,
}
