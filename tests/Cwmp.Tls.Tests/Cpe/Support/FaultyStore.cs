// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.State;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>A store that can be full, and that says what it holds.</summary>
internal sealed class FaultyStore : ICpeStateStore
{
    private readonly MemoryCpeStateStore _inner = new();

    public bool IsFull { get; set; }

    /// <summary>The next save fails after the state has reached the medium, as where the directory could not be flushed.</summary>
    public bool FailsLate { get; set; }

    public int Saves { get; private set; }

    public CpeStoredState? Instead { get; set; }

    public async ValueTask<CpeStoredState> LoadAsync(CancellationToken cancellationToken = default)
        => Instead ?? await _inner.LoadAsync(cancellationToken);

    public async ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default)
    {
        if (IsFull)
        {
            throw new IOException("No space left on device.");
        }

        Saves++;
        await _inner.SaveAsync(state, cancellationToken);
        if (FailsLate)
        {
            FailsLate = false;
            throw new IOException("The directory cannot be flushed.");
        }
    }
}
