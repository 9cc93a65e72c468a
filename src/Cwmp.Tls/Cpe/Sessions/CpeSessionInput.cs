// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>What an HTTP response of the ACS carried.</summary>
internal enum CpeSessionInput
{
    /// <summary>No envelope: 204, or 200 with an empty body.</summary>
    Empty = 0,

    /// <summary>An RPC of the ACS.</summary>
    Request,

    /// <summary>The response that belongs to the request we sent last.</summary>
    MatchingResponse,

    /// <summary>A response to something we did not ask.</summary>
    OtherResponse,

    /// <summary>Fault 8005: send the identical message again.</summary>
    RetryFault,

    /// <summary>Any other fault.</summary>
    Fault,
}
