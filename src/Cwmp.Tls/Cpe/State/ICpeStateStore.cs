// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// Where a CPE keeps what must survive a power cut: undelivered events, transfers, values, attributes and objects the ACS has set. The
/// engine hands over the whole state as one opaque block, so that what belongs together is stored together or not at all.
/// </summary>
/// <remarks>
/// The engine calls one method at a time. <see cref="DirectoryCpeStateStore"/> is the default; a device with a raw flash partition
/// implements this interface over it.
/// </remarks>
public interface ICpeStateStore
{
    /// <summary>
    /// Reads the newest state that is whole. Damage is never fatal: it is set aside and listed in <see cref="CpeStoredState.Problems"/>,
    /// and the previous generation (or no state at all) is returned.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The state and what was noticed on the way.</returns>
    /// <exception cref="IOException">The storage cannot be reached at all, or another process holds it.</exception>
    ValueTask<CpeStoredState> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the state. When the task completes the new state survives a power cut; when it fails, or the power is cut before, the old
    /// state is still the one <see cref="LoadAsync"/> returns.
    /// </summary>
    /// <param name="state">The new state; not kept after the task completes.</param>
    /// <param name="cancellationToken">Ends the wait before anything is written; a write that has begun is finished.</param>
    /// <returns>A task that completes when the state is durable.</returns>
    /// <exception cref="IOException">The state could not be written (disk full, read-only, worn out).</exception>
    ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a generation aside that was loaded whole but that this version of the library does not understand, as after a firmware
    /// downgrade; the next load returns the one before it. By default nothing is put aside, and the next save replaces it.
    /// </summary>
    /// <param name="generation">Which, as <see cref="CpeStoredState.Generation"/> said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was put aside.</returns>
    /// <exception cref="IOException">The storage cannot be reached.</exception>
    ValueTask<bool> SetAsideAsync(long generation, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);
}
