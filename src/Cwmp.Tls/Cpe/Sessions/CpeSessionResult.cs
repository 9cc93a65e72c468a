// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>How one session, or one attempt at one, went.</summary>
public sealed record CpeSessionResult
{
    /// <summary>Whether the InformResponse came and the session ended normally.</summary>
    public bool Succeeded => Failure == CpeSessionFailure.None;

    /// <summary>Why it failed.</summary>
    public CpeSessionFailure Failure { get; init; }

    /// <summary>What happened, in words, and what to look at; empty for a success. Holds no secrets.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The exception behind the failure, such as a <see cref="TlsHandshakeException"/>; null when there is none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Whether the InformResponse came, so that the announced events are delivered, however the session ended.</summary>
    public bool InformDelivered { get; init; }

    /// <summary>The events the Inform announced.</summary>
    public IReadOnlyList<EventStruct> Events { get; init; } = [];

    /// <summary>The RetryCount of the Inform: failed attempts before this one.</summary>
    public int RetryCount { get; init; }

    /// <summary>The host that was dialled last, after redirects; null when none was.</summary>
    public Uri? Url { get; init; }

    /// <summary>The version of CWMP agreed on; null when the session did not get that far.</summary>
    public CwmpVersion? Version { get; init; }

    /// <summary>How many requests of the ACS were answered.</summary>
    public int RequestsAnswered { get; init; }

    /// <summary>How many requests of the device were answered by the ACS, the Inform not counted.</summary>
    public int RequestsDelivered { get; init; }

    /// <summary>How long it took, connection and handshake included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How long after its end the next attempt will be made by itself; null for a success.</summary>
    public TimeSpan? RetryDelay { get; init; }
}
