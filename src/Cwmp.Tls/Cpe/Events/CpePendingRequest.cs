// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// A request of ours that waits for a session, with the events that announce it. A request without an event (GetRPCMethods, a vendor's) is
/// tried in one session and is not kept.
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

    public CpeEventRule Rule => Event is EventCode code ? CpeEventRule.For(code) : default;

    /// <summary>Whether the request is stored.</summary>
    public bool SurvivesReboot => Event is not null && Rule.SurvivesReboot;

    /// <summary>Whether the next session offers the request again after this one failed or the ACS held requests to the end.</summary>
    public bool SurvivesFailure => Event is not null && Rule.SurvivesFailure;

    /// <summary>Whether the request is offered again after the ACS answered it with a fault.</summary>
    public bool SurvivesFault => Event is not null && Rule.SurvivesFault;
}
