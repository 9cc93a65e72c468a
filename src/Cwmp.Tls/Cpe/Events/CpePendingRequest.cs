// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// A request of the device that waits for a session, with the events that announce it. A request without an event (GetRPCMethods, a
/// vendor's) is tried in one session and is not kept.
/// </summary>
internal sealed class CpePendingRequest(CwmpRequest request)
{
    public CwmpRequest Request { get; } = request;

    /// <summary>The single event, such as <c>7 TRANSFER COMPLETE</c>; null when the request needs none.</summary>
    public EventCode? Event { get; init; }

    /// <summary>The event per command key, such as <c>M Download</c>; null when there is none.</summary>
    public EventCode? MethodEvent { get; init; }

    /// <summary>The command key of <see cref="MethodEvent"/>.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <summary>Completed with the response, or with what prevented one.</summary>
    public TaskCompletionSource<CwmpResponse>? Completion { get; init; }

    /// <summary>
    /// When the request is dropped if it has not been delivered; null for never. Set by the queue, from the life of its event.
    /// </summary>
    public CpeDeadline? Expires { get; set; }

    /// <summary>Ends the wait of whoever sent the request with the reason why no response came.</summary>
    public void GiveUp(string why, Exception? cause = null)
        => Completion?.TrySetException(new InvalidOperationException($"{Request.MethodName} was not delivered. {why}", cause));
}
