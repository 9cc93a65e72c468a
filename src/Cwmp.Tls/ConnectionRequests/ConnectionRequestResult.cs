// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a connection request ended. Immutable.</summary>
public sealed record ConnectionRequestResult
{
    /// <summary>How the request ended.</summary>
    public required ConnectionRequestOutcome Outcome { get; init; }

    /// <summary>The last HTTP status of the device, or null where the device sent none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// Whether the device asked for credentials and accepted them. If <see cref="Outcome"/> is
    /// <see cref="ConnectionRequestOutcome.Accepted"/> and this is false, anybody can wake the device: give it a ConnectionRequestUsername
    /// and a ConnectionRequestPassword.
    /// </summary>
    public bool WasAuthenticated { get; init; }

    /// <summary>How many HTTP requests (0 to 6) or datagrams were sent.</summary>
    public int Requests { get; init; }

    /// <summary>One sentence for a log: what was expected and what came. It contains no secret.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The time from the call to the outcome.</summary>
    public TimeSpan Duration { get; init; }
}
