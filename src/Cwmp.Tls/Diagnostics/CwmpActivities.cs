// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Cwmp.Tls.Diagnostics;

/// <summary>
/// The spans: handshakes, CWMP sessions, RPCs. None is made while nobody listens. A session and its RPCs live longer than the call in which
/// they begin, so these never become the current activity of their caller; code of the application that runs inside a session sees it as
/// current.
/// </summary>
internal static class CwmpActivities
{
    public const string Handshake = "TLS handshake";

    public const string Session = "CWMP session";

    public static Activity? StartHandshake(bool server, string? host, IPEndPoint? peer)
    {
        Activity? activity = CwmpTelemetry.Source.StartActivity(Handshake, server ? ActivityKind.Server : ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(TelemetryTags.TlsSide, server ? "server" : "client");
            activity.SetTag(TelemetryTags.ServerAddress, host);
            activity.SetPeer(peer);
        }

        return activity;
    }

    public static void SetPeer(this Activity? activity, IPEndPoint? peer)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(TelemetryTags.PeerAddress, peer?.Address.ToString());
            activity.SetTag(TelemetryTags.PeerPort, peer?.Port);
        }
    }

    public static void HandshakeSucceeded(this Activity? activity, string protocolVersion, string cipherSuite, bool resumed)
    {
        activity?.SetTag(TelemetryTags.TlsProtocolVersion, protocolVersion);
        activity?.SetTag(TelemetryTags.TlsCipher, cipherSuite);
        activity?.SetTag(TelemetryTags.TlsResumed, resumed);
    }

    /// <summary>Marks a span as failed, with the bounded name of the cause; a description may name what is not bounded.</summary>
    public static void Failed(this Activity? activity, string errorType, string? description = null)
    {
        activity?.SetTag(TelemetryTags.ErrorType, errorType);
        activity?.SetStatus(ActivityStatusCode.Error, description);
    }

    /// <summary>Begins a CWMP session of the ACS: a trace of its own, linked with what carried the Inform.</summary>
    public static Activity? StartAcsSession(string sessionId, string device, string authentication)
    {
        if (!CwmpTelemetry.Source.HasListeners())
        {
            return null;
        }

        Activity? carrier = Activity.Current;
        ActivityLink[]? links = carrier is null ? null : [new ActivityLink(carrier.Context)];
        Activity? activity;
        Activity.Current = null;
        try
        {
            activity = CwmpTelemetry.Source.StartActivity(Session, ActivityKind.Server, parentContext: default, links: links);
        }
        finally
        {
            Activity.Current = carrier;
        }

        activity?.SetTag(TelemetryTags.SessionId, sessionId);
        activity?.SetTag(TelemetryTags.Device, device);
        activity?.SetTag(TelemetryTags.Authentication, authentication);
        return activity;
    }

    /// <summary>Begins an RPC that this side asks for; ends with <see cref="End"/>.</summary>
    public static Activity? StartCall(Activity? session, string method)
    {
        if (session is null)
        {
            return null;
        }

        Activity? current = Activity.Current;
        Activity? activity;
        try
        {
            activity = CwmpTelemetry.Source.StartActivity("CWMP " + method, ActivityKind.Client, session.Context);
        }
        finally
        {
            Activity.Current = current;
        }

        activity?.SetTag(TelemetryTags.Method, method);
        return activity;
    }

    /// <summary>Begins answering an RPC, inside the current activity; disposing ends it.</summary>
    public static Activity? StartAnswer(string method)
    {
        Activity? activity = CwmpTelemetry.Source.StartActivity("CWMP " + method, ActivityKind.Server);
        activity?.SetTag(TelemetryTags.Method, method);
        return activity;
    }

    /// <summary>Begins a CWMP session of the CPE; disposing ends it.</summary>
    public static Activity? StartCpeSession(int retryCount)
    {
        Activity? activity = CwmpTelemetry.Source.StartActivity(Session, ActivityKind.Client);
        activity?.SetTag(TelemetryTags.RetryCount, retryCount);
        return activity;
    }

    public static void Faulted(this Activity? activity, int faultCode) => activity.Failed(faultCode.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends an activity that is not the current one, and leaves that alone.</summary>
    public static void End(this Activity? activity)
    {
        if (activity is null)
        {
            return;
        }

        Activity? current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
