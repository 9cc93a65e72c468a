// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Work;

/// <summary>What goes on beside the sessions: transfers and software modules. Belongs to the engine's loop.</summary>
/// <param name="transfers">Null on a device without transfers.</param>
/// <param name="operations">Null on a device without software modules.</param>
/// <param name="inbox">Where work that has ended reports.</param>
internal sealed class CpeWork(CpeTransferWork? transfers, CpeOperationWork? operations, CpeInbox inbox)
{
    /// <summary>When <see cref="StartDue"/> has something to begin; null for never.</summary>
    public TimeSpan? NextDue => transfers?.NextDue;

    /// <summary>Begins what is due.</summary>
    public void StartDue()
    {
        transfers?.StartDue();
        operations?.StartDue();
    }

    /// <summary>The state is stored.</summary>
    public void Stored() => transfers?.Stored();

    /// <summary>Deletes files that belong to no transfer any more.</summary>
    public void DeleteOrphans() => transfers?.DeleteOrphans();

    /// <summary>Before a reboot, and at the end: nothing runs on.</summary>
    public async Task StopAsync()
    {
        await (transfers?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await (operations?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await inbox.ServeAsync(Task.WhenAll(transfers?.Running ?? Task.CompletedTask, operations?.Running ?? Task.CompletedTask))
            .ConfigureAwait(false);
        await inbox.DrainAsync().ConfigureAwait(false);
        transfers?.Stopped();
        operations?.Stopped();
    }
}
