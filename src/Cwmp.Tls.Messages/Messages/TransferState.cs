// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>How far a queued transfer is. Unknown numbers are carried.</summary>
public enum TransferState
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>1: not yet started.</summary>
    NotYetStarted = 1,

    /// <summary>2: in progress.</summary>
    InProgress = 2,

    /// <summary>3: finished, its TransferComplete not yet delivered.</summary>
    Completed = 3,
}
