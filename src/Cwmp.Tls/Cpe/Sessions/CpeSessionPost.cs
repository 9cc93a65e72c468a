// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>What the CPE posts next.</summary>
internal enum CpeSessionPost
{
    /// <summary>Nothing: the session is over.</summary>
    None = 0,

    /// <summary>The Inform.</summary>
    Inform,

    /// <summary>One request of the device.</summary>
    Request,

    /// <summary>The answer (response or fault) to the request of the ACS.</summary>
    Answer,

    /// <summary>No envelope.</summary>
    Empty,

    /// <summary>The same octets once more.</summary>
    Same,
}
