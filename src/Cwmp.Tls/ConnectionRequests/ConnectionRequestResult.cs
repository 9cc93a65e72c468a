// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>What came of a connection request. Immutable.</summary>
public sealed record ConnectionRequestResult
{
    /// <summary>How it ended.</summary>
    public required ConnectionRequestOutcome Outcome { get; init; }

    /// <summary>The device's last HTTP status, or null where it gave none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// Whether the device asked for credentials and took them. False on <see cref="ConnectionRequestOutcome.Accepted"/> means that anybody can wake this
    /// device: give it a ConnectionRequestUsername and -Password.
    /// </summary>
    public bool WasAuthenticated { get; init; }

    /// <summary>How many HTTP requests (0 to 6) or datagrams were sent.</summary>
    public int Requests { get; init; }

    /// <summary>One sentence for a log: what was expected and what came. Holds no secret.</summary>
    public string Detail { get; init; } = "";

    /// <summary>From the call to the outcome.</summary>
    public TimeSpan Duration { get; init; }
}
