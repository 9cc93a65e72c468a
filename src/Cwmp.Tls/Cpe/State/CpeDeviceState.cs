// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// Everything the engine must not lose. Belongs to the engine's loop. <see cref="CpeStateFormat"/> is its form on the medium.
/// </summary>
internal sealed class CpeDeviceState(CpeClock clock, CpeEvents events, CpeStoredModel model)
{
    public CpeClock Clock { get; } = clock;

    public CpeEvents Events { get; } = events;

    public CpeStoredModel Model { get; } = model;

    public CpeTransferQueue Transfers { get; } = new();

    /// <summary>The ChangeDUStates that are not finished, in order.</summary>
    public List<CpeOperationBatch> Operations { get; } = [];

    public CpeOwedReboot Reboot { get; } = new();

    /// <summary>The last good time, Unix seconds; 0 for none.</summary>
    public long TimeFloor { get; set; }

    /// <summary>The time stamp of the last UDP connection request.</summary>
    public long UdpTimestamp { get; set; }

    /// <summary>The path of the connection request URL; empty before there was one.</summary>
    public string ConnectionRequestPath { get; set; } = string.Empty;

    /// <summary>
    /// Forgets everything the device has of its ACS. Who the device is, where it listens and that it is being reset is not forgotten.
    /// </summary>
    public void Clear()
    {
        Events.Clear();
        Transfers.Transfers.Clear();
        Operations.Clear();
        Reboot.Forget();
    }

    /// <summary>Forgets everything, as on a device that never stored anything.</summary>
    public void Reset()
    {
        Clear();
        Reboot.FactoryReset = false;
        Reboot.FactoryResetStarts = 0;
        Transfers.LastId = 0;
        TimeFloor = 0;
        UdpTimestamp = 0;
        ConnectionRequestPath = string.Empty;
    }
}
