// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>Stores the device's state where it has changed, and knows what is stored.</summary>
internal sealed class CpeStateKeeper(ICpeStateStore store)
{
    // A save that failed may have reached the medium all the same: what it was undone to is then written again.
    private bool _isUncertain;

    /// <summary>What was stored last.</summary>
    public ReadOnlyMemory<byte> Stored { get; private set; }

    public async Task<CpeStoredState> LoadAsync(CancellationToken cancellationToken)
    {
        CpeStoredState stored = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
        Stored = stored.State;
        return stored;
    }

    /// <summary>Puts a state aside that is whole and makes no sense. Returns whether the one before it can be loaded now.</summary>
    public ValueTask<bool> SetAsideAsync(long generation, CancellationToken cancellationToken)
    {
        Stored = default;
        return store.SetAsideAsync(generation, cancellationToken);
    }

    /// <summary>Stores the state unless it is stored already.</summary>
    /// <exception cref="IOException">It could not be stored; the old one still is.</exception>
    public async ValueTask SaveAsync(CpeDeviceState state)
    {
        byte[] octets = state.Save();
        bool isStored = octets.AsSpan().SequenceEqual(Stored.Span);
        if (isStored && !_isUncertain)
        {
            return;
        }

        try
        {
            _isUncertain = true;
            await store.SaveAsync(octets, CancellationToken.None).ConfigureAwait(false);
            _isUncertain = false;
            Stored = octets;
        }
        catch (Exception e) when (isStored && e is not OutOfMemoryException)
        {
            // Most likely the medium is still full, and holds this very state.
        }
    }
}
