// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// Waits for what nothing announces. Some states change without an event, a log line or a measurement: a listener's count of pending
/// handshakes, for instance. And a fake clock may have to be pushed on while real sockets carry real bytes. Only such waits look again and
/// again, and all of them do it here; wherever something can ring, wait with a <see cref="Bell"/>.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Returns when <paramref name="condition"/> holds; throws <see cref="TimeoutException"/> where it does not come to hold within
    /// <see cref="Bell.Ceiling"/>.
    /// </summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">What brings it nearer, done after each pause; null for nothing.</param>
    /// <param name="interval">The time between two looks; null for a few milliseconds.</param>
    public static async Task HoldsAsync(Func<bool> condition, Func<Task>? step = null, TimeSpan? interval = null)
    {
        using var ceiling = new CancellationTokenSource(Bell.Ceiling);
        while (!condition())
        {
            if (ceiling.IsCancellationRequested)
            {
                throw new TimeoutException($"what was waited for did not happen within {Bell.Ceiling.TotalSeconds} s");
            }

            await Task.Delay(interval ?? Interval);
            if (step is not null)
            {
                await step();
            }
        }
    }
}
