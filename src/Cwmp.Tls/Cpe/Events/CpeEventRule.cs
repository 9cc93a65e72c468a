// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>One row of the table of events (TR-069 §3.7.1.5): what delivers an event, and what becomes of one that was not delivered.</summary>
/// <param name="DeliveredByOwnRequest">
/// Delivered by the response to a request of our own (TransferComplete …); otherwise by the InformResponse.
/// </param>
/// <param name="SurvivesFailure">Announced again by the next session when this one failed.</param>
/// <param name="SurvivesReboot">Kept over a reboot.</param>
/// <param name="SurvivesFault">Offered again when the ACS answered its request with a fault.</param>
internal readonly record struct CpeEventRule(bool DeliveredByOwnRequest, bool SurvivesFailure, bool SurvivesReboot, bool SurvivesFault)
{
    private static readonly CpeEventRule KeptForGood = new(false, true, true, false);
    private static readonly CpeEventRule KeptUntilReboot = new(false, true, false, false);
    private static readonly CpeEventRule OwnKeptForGood = new(true, true, true, true);

    public static CpeEventRule For(EventCode code)
    {
        switch (code.Number)
        {
            case 0: // BOOTSTRAP
            case 2: // PERIODIC
            case 3: // SCHEDULED
                return KeptForGood;
            case 1: // BOOT: the next boot makes a new one
            case 4: // VALUE CHANGE
            case 8: // DIAGNOSTICS COMPLETE
            case 13: // WAKEUP
            case 14: // HEARTBEAT
                return KeptUntilReboot;
            case 5: // KICKED: what a user clicked a while ago is of no interest any more
                return new CpeEventRule(true, false, false, false);
            case 6: // CONNECTION REQUEST: must not be retried
                return new CpeEventRule(false, false, false, false);
            case 9: // REQUEST DOWNLOAD
                return new CpeEventRule(true, true, false, false);
            case 7: // TRANSFER COMPLETE
            case 10: // AUTONOMOUS TRANSFER COMPLETE
            case 11: // DU STATE CHANGE COMPLETE
            case 12: // AUTONOMOUS DU STATE CHANGE COMPLETE
                return OwnKeptForGood;
            default:
                break;
        }

        return code.MethodName switch
        {
            "Download" or "ScheduleDownload" or "Upload" or "ChangeDUState" => OwnKeptForGood,

            // M Reboot, M ScheduleInform; and what the table leaves to the vendor is not lost either.
            _ => KeptForGood,
        };
    }
}
