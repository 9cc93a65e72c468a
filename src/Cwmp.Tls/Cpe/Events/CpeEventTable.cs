// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// The life of every event code, one entry for each. To add an event code: add its entry here, its code to <see cref="EventCode"/> and its
/// row to the table in docs/cpe.md. CpeEventTableTests fails where one of the three is missing.
/// </summary>
internal sealed class CpeEventTable
{
    /// <summary>The entry of a request without an event (GetRPCMethods, a vendor's): tried in one session and not kept.</summary>
    private static readonly CpeEventRule NoEvent = new(default(EventCode)) { SurvivesBootstrap = true };

    /// <summary>What TR-069 leaves to the vendor (<c>X …</c>, <c>M X_…</c>), and codes of later versions.</summary>
    private static readonly CpeEventRule Vendor = new(default(EventCode))
    {
        IsPerCommand = true,
        SurvivesFailure = true,
        SurvivesReboot = true,
    };

    /// <param name="rules">One entry for each event code.</param>
    public CpeEventTable(IReadOnlyList<CpeEventRule> rules) => Rules = rules;

    /// <summary>The table of TR-069 §3.7.1.5.</summary>
    public static CpeEventTable Standard { get; } = new(
    [
        // First contact, a factory reset, or a new URL of the ACS. Its delivery begins a new relation with the ACS.
        new(EventCode.Bootstrap)
        {
            RaisedBy = CpeEventSource.Engine, SurvivesFailure = true, SurvivesReboot = true, DiscardsOthers = true, Place = 0,
        },

        // Every start. It does not survive a reboot because the next boot raises a new one.
        new(EventCode.Boot) { RaisedBy = CpeEventSource.Engine, SurvivesFailure = true, Place = 1 },

        // The timer of PeriodicInformInterval.
        new(EventCode.Periodic) { RaisedBy = CpeEventSource.Both, SurvivesFailure = true, SurvivesReboot = true },

        // A ScheduleInform that came due; M ScheduleInform names which.
        new(EventCode.Scheduled) { RaisedBy = CpeEventSource.Both, SurvivesFailure = true, SurvivesReboot = true },

        // A value with notification changed. After a reboot all values are compared again.
        new(EventCode.ValueChange) { RaisedBy = CpeEventSource.Both, SurvivesFailure = true },

        // What a user clicked a while ago is of no interest after the session failed.
        new(EventCode.Kicked) { DeliveredBy = nameof(Kicked) },

        // The ACS called. It must not be retried.
        new(EventCode.ConnectionRequest) { RaisedBy = CpeEventSource.Both },

        // The end of a transfer that the ACS asked for, by the M event of its RPC.
        new(EventCode.TransferComplete)
        {
            RaisedBy = CpeEventSource.Engine,
            DeliveredBy = nameof(TransferComplete),
            SurvivesFailure = true,
            SurvivesReboot = true,
            SurvivesFault = true,
        },
        new(EventCode.DiagnosticsComplete) { SurvivesFailure = true },
        new(EventCode.RequestDownload) { DeliveredBy = nameof(RequestDownload), SurvivesFailure = true },
        new(EventCode.AutonomousTransferComplete)
        {
            DeliveredBy = nameof(AutonomousTransferComplete), SurvivesFailure = true, SurvivesReboot = true, SurvivesFault = true,
        },

        // The end of a ChangeDUState, with M ChangeDUState.
        new(EventCode.DUStateChangeComplete)
        {
            RaisedBy = CpeEventSource.Engine,
            DeliveredBy = nameof(DUStateChangeComplete),
            SurvivesFailure = true,
            SurvivesReboot = true,
            SurvivesFault = true,
        },
        new(EventCode.AutonomousDUStateChangeComplete)
        {
            DeliveredBy = nameof(AutonomousDUStateChangeComplete), SurvivesFailure = true, SurvivesReboot = true, SurvivesFault = true,
        },
        new(EventCode.Wakeup) { SurvivesFailure = true },
        new(EventCode.Heartbeat) { SurvivesFailure = true },

        // The boot after a Reboot that the ACS asked for.
        new(EventCode.MReboot) { RaisedBy = CpeEventSource.Both, IsPerCommand = true, SurvivesFailure = true, SurvivesReboot = true },
        new(EventCode.MScheduleInform)
        {
            RaisedBy = CpeEventSource.Both, IsPerCommand = true, SurvivesFailure = true, SurvivesReboot = true,
        },
        Report(EventCode.MDownload, nameof(TransferComplete)),
        Report(EventCode.MScheduleDownload, nameof(TransferComplete)),
        Report(EventCode.MUpload, nameof(TransferComplete)),
        Report(EventCode.MChangeDUState, nameof(DUStateChangeComplete)),
    ]);

    public IReadOnlyList<CpeEventRule> Rules { get; }

    /// <summary>The entry of a code.</summary>
    public CpeEventRule For(EventCode code)
    {
        int number = code.Number;
        foreach (CpeEventRule rule in Rules)
        {
            if (rule.Number == number && rule.Code == code)
            {
                return rule;
            }
        }

        return Vendor;
    }

    /// <summary>The entry that a waiting request goes by.</summary>
    public CpeEventRule For(CpePendingRequest request) => request.Event is EventCode code ? For(code) : NoEvent;

    /// <summary>The event that belongs to a request which the application sends; null where none does.</summary>
    /// <exception cref="ArgumentException">The application cannot send this kind of request.</exception>
    public EventCode? EventOf(CwmpRequest request)
    {
        if (request is GetRPCMethods or VendorRequest)
        {
            return null;
        }

        foreach (CpeEventRule rule in Rules)
        {
            if (rule.DeliveredBy == request.MethodName && rule.RaisedBy != CpeEventSource.Engine)
            {
                return rule.Code;
            }
        }

        throw new ArgumentException(
            $"{request.MethodName} cannot be sent by the application: the engine sends it itself, or only an ACS does.", nameof(request));
    }

    /// <summary>Checks an event that the application raises by its code.</summary>
    /// <exception cref="ArgumentException">The application cannot raise it this way.</exception>
    public void ThrowIfNotRaisable(EventCode code, string commandKey)
    {
        ArgumentNullException.ThrowIfNull(commandKey);
        if (code.Text.Length is 0 or > 64 || commandKey.Length > 32)
        {
            throw new ArgumentException("An event code has 1 to 64 characters and a command key at most 32.", nameof(code));
        }

        CpeEventRule rule = For(code);
        if (rule.DeliveredByOwnRequest)
        {
            throw new ArgumentException(
                $"'{code}' belongs to a {rule.DeliveredBy} request. Send the request with SendAsync, or leave it to the engine.",
                nameof(code));
        }

        if (rule.RaisedBy == CpeEventSource.Engine)
        {
            throw new ArgumentException($"'{code}' is raised only by the engine itself.", nameof(code));
        }
    }

    private static CpeEventRule Report(EventCode code, string deliveredBy) => new(code)
    {
        RaisedBy = CpeEventSource.Engine,
        DeliveredBy = deliveredBy,
        IsPerCommand = true,
        SurvivesFailure = true,
        SurvivesReboot = true,
        SurvivesFault = true,
    };
}
