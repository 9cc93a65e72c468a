// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>What became of one session, told when it ends. Immutable.</summary>
public sealed record AcsSessionSummary
{
    /// <summary>The public name of the session, as in <see cref="AcsSession.Id"/>.</summary>
    public required string SessionId { get; init; }

    /// <summary>The device.</summary>
    public required DeviceIdentity Device { get; init; }

    /// <summary>By what the device was known.</summary>
    public required AcsAuthentication AuthenticatedBy { get; init; }

    /// <summary>The Inform.</summary>
    public required Inform Inform { get; init; }

    /// <summary>How it ended; only <see cref="AcsSessionEndReason.Completed"/> and <see cref="AcsSessionEndReason.Redirected"/> are good ends.</summary>
    public required AcsSessionEndReason EndReason { get; init; }

    /// <summary>From the Inform to the end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The names of the RPCs that were answered, in order, of both directions and without the Inform; at most the first 256.</summary>
    public required IReadOnlyList<string> Rpcs { get; init; }

    /// <summary>How many RPCs were answered, of both directions and without the Inform.</summary>
    public required int RpcCount { get; init; }

    /// <summary>What the handler threw, when it did; null otherwise.</summary>
    public Exception? Error { get; init; }
}
