// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>What an <see cref="ICpeStateStore"/> found.</summary>
public sealed record CpeStoredState
{
    /// <summary>A store that holds nothing yet, as on a device fresh from the factory.</summary>
    public static CpeStoredState None { get; } = new();

    /// <summary>The bytes given to <see cref="ICpeStateStore.SaveAsync"/>; empty when there is no state.</summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>Counts the saves; 0 when there is no state.</summary>
    public long Generation { get; init; }

    /// <summary>Damage that was found, in words for a log; empty when all was well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
