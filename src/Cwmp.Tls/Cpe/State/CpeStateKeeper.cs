// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.State;

/// <summary>Loads the device's state, stores it where it has changed, and knows what is stored.</summary>
internal sealed class CpeStateKeeper(ICpeStateStore store, CpeDeviceState state, ILogger log)
{
    // A store keeps two generations. A store that says it has put one aside, and has not, must not be asked for ever.
    private const int MaximumGenerations = 3;

    // What was stored last.
    private ReadOnlyMemory<byte> _stored;

    // A save that failed may still have reached the medium. The state to which the change was undone is then written again.
    private bool _isUncertain;

    /// <summary>Called after the state was stored, or was found to be stored already.</summary>
    public Action Stored { get; set; } = static () => { };

    /// <summary>
    /// Reads the stored state. A state that cannot be read is logged and left out. Without any state the device is as it left the factory.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (int generation = 0; generation < MaximumGenerations; generation++)
        {
            CpeStoredState stored = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            _stored = stored.State;
            foreach (string problem in stored.Problems)
            {
                log.CpeStateDamaged(problem);
            }

            if (stored.State.IsEmpty || TryRestore(stored))
            {
                break;
            }

            _stored = default;
            if (!await store.SetAsideAsync(stored.Generation, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        state.Clock.RaiseFloor(state.TimeFloor);
    }

    /// <summary>Stores the state unless it is stored already.</summary>
    /// <exception cref="IOException">It could not be stored; the old one still is.</exception>
    public async ValueTask SaveAsync()
    {
        byte[] octets = CpeStateFormat.Write(state);
        bool isStored = octets.AsSpan().SequenceEqual(_stored.Span);
        if (isStored && !_isUncertain)
        {
            return;
        }

        try
        {
            _isUncertain = true;
            await store.SaveAsync(octets, CancellationToken.None).ConfigureAwait(false);
            _isUncertain = false;
            _stored = octets;
        }
        catch (Exception e) when (isStored && e is not OutOfMemoryException)
        {
            // Most likely the medium is still full, and holds this very state.
        }
    }

    /// <summary>Stores the state as <see cref="SaveAsync"/> does; an exception is logged and returned.</summary>
    /// <returns>The exception; null where the state is stored.</returns>
    public async ValueTask<Exception?> TrySaveAsync()
    {
        try
        {
            await SaveAsync().ConfigureAwait(false);
            Stored();
            return null;
        }
        catch (Exception e)
        {
            log.CpeStateNotStored(e);
            return e as IOException ?? new IOException("The state could not be stored.", e);
        }
    }

    /// <summary>Returns the data model to what is stored, after a change that could not be stored.</summary>
    public void RestoreModel() => state.Model.Restore(_stored);

    private bool TryRestore(CpeStoredState stored)
    {
        try
        {
            CpeStateFormat.Read(stored.State, state);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.CpeStateDamaged($"The stored state (generation {stored.Generation}) is not understood and was left out: {e.Message}");
            state.Reset();
            ForgetModel();
            return false;
        }
    }

    private void ForgetModel()
    {
        try
        {
            state.Model.Restore(default);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A model that accepts neither the stored state nor the factory state stays as it is.
            log.CpeCallbackFailed(e);
        }
    }
}
