// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// A condition variable: whoever changes what a test waits for rings, and the test looks again. So a test waits exactly as long as it must,
/// without sleeping. The ceiling is for a ring that never comes; it only keeps a failing test from hanging.
/// </summary>
public sealed class Bell
{
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(90);

    private TaskCompletionSource _next = NewRound();

    /// <summary>Has every waiter look again. Callable from any thread, and from an event handler.</summary>
    public void Ring() => Interlocked.Exchange(ref _next, NewRound()).SetResult();

    /// <summary>
    /// Returns when <paramref name="condition"/> holds; throws <see cref="TimeoutException"/> where it does not come to hold within the
    /// ceiling.
    /// </summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var ceiling = new CancellationTokenSource(Ceiling);
        while (true)
        {
            // The round is taken before the look, so that a ring between the look and the wait is not missed.
            Task round = Volatile.Read(ref _next).Task;
            if (condition())
            {
                return;
            }

            try
            {
                await round.WaitAsync(ceiling.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"what was waited for did not happen within {Ceiling.TotalSeconds} s");
            }
        }
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
