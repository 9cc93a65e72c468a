// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>How one call into an SSL ended.</summary>
internal enum StepResult
{
    /// <summary>It failed; the reason is OpenSSL's.</summary>
    Failed = 0,

    /// <summary>It did what was asked.</summary>
    Done,

    /// <summary>It needs more octets from the peer.</summary>
    WantsInput,

    /// <summary>The peer has sent close_notify.</summary>
    Closed,
}
