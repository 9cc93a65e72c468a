// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// A state store that lasts as long as the object: for tests and for simulated devices. Give the same object to the next engine
/// to let a device "survive a reboot".
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class MemoryCpeStateStore : ICpeStateStore
{
    private readonly Lock _lock = new();
    private byte[] _state = [];
    private long _generation;

    /// <inheritdoc/>
    public ValueTask<CpeStoredState> LoadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(new CpeStoredState { State = _state, Generation = _generation });
        }
    }

    /// <inheritdoc/>
    public ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] copy = state.ToArray();
        lock (_lock)
        {
            _state = copy;
            _generation++;
        }

        return ValueTask.CompletedTask;
    }
}
