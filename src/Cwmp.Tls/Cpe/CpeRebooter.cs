// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.Cpe;

/// <summary>Carries out the reboots and factory resets that were promised. Belongs to the engine's loop.</summary>
/// <param name="environment">What the parts of the engine share.</param>
/// <param name="device">Null where the engine only behaves as if it had booted.</param>
/// <param name="work">What a reboot stops.</param>
internal sealed class CpeRebooter(CpeEnvironment environment, ICpeDevice? device, CpeWork work)
{
    // A device that cannot reboot now may be able to in a while; until then it goes on.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    // A device may end its process in its own factory reset and still keep the state store. It must not be reset at every start for ever.
    private const int MaximumFactoryResetStarts = 3;

    private readonly CpeOwedReboot _owed = environment.State.Reboot;
    private TimeSpan _notBefore;

    /// <summary>When the reboot that is owed is to be carried out; null where none is.</summary>
    public TimeSpan? Due => _owed.IsOwed ? _notBefore : null;

    /// <summary>Carries out at a start what was promised, or begun, before the power went: a factory reset, with its reboot.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
        => _ = await TryFactoryResetAsync(cancellationToken).ConfigureAwait(false)
            && await TryRebootAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Carries out what is owed.</summary>
    /// <returns>Whether the device has booted; otherwise it is still owed.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await work.StopAsync().ConfigureAwait(false);
        return (!_owed.FactoryReset || await TryFactoryResetAsync(cancellationToken).ConfigureAwait(false))
            && await TryRebootAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Resets the data model, the engine's state and the device, in this order, and stores that it is done after the last of them: what a
    /// power cut interrupts is done again from the beginning.
    /// </summary>
    /// <returns>False where it failed; it is still owed then.</returns>
    private async Task<bool> TryFactoryResetAsync(CancellationToken cancellationToken)
    {
        environment.Log.CpeFactoryReset();
        bool isDeviceAsked = device is not null && _owed.FactoryResetStarts < MaximumFactoryResetStarts;
        try
        {
            // Where the model throws, the state stays.
            await environment.Model.FactoryResetAsync(cancellationToken).ConfigureAwait(false);
            environment.State.Clear();
            _owed.FactoryResetStarts += isDeviceAsked ? 1 : 0;
            await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
            work.DeleteOrphans();
            if (isDeviceAsked)
            {
                await device!.FactoryResetAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // The device came back, so that asking it again does no harm.
            _owed.FactoryResetStarts = 0;
            await PutOffAsync(e, cancellationToken).ConfigureAwait(false);
            return false;
        }

        _owed.FactoryReset = false;
        _owed.FactoryResetStarts = 0;
        _owed.WithoutKey = true;
        await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TryRebootAsync(CancellationToken cancellationToken)
    {
        environment.Log.CpeRebooting();
        await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
        try
        {
            await (device?.RebootAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            await PutOffAsync(e, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async Task PutOffAsync(Exception cause, CancellationToken cancellationToken)
    {
        await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        environment.Log.CpeCallbackFailed(cause);
        _notBefore = environment.Clock.Now + RetryDelay;
    }
}
