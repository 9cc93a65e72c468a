// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Watches the tasks of the whole process, so no other test runs beside it.</summary>
[Collection(nameof(AbandonedCloseTests))]
[CollectionDefinition(nameof(AbandonedCloseTests), DisableParallelization = true)]
public sealed class AbandonedCloseTests
{
    [Fact]
    public async Task Close_that_was_given_up_fails_unseen_and_not_unobserved()
    {
        using var world = new TlsWorld();
        var unobserved = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);

        // What other tests left behind is not this one's.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await AbandonAsync(world);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        unobserved.Should().NotContain(e => e.ToString().Contains("Cwmp.Tls.Connections", StringComparison.Ordinal));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task AbandonAsync(TlsWorld world)
    {
        // A transport that takes nothing any more once the handshake is over, until it is closed.
        await using TlsPair pair = await world.MakeAsync();
        var client = new StallingStream(new System.Net.Sockets.NetworkStream(pair.Sockets.Client, ownsSocket: false));
        await using CwmpTlsSession session = world.Cpe.CreateSession(client);
        await Task.WhenAll(pair.Acs.AcceptAsync(), session.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);
        client.Stall();
        using var cancel = new CancellationTokenSource();

        Task closing = session.ShutdownAsync(cancel.Token);
        await cancel.CancelAsync();
        Func<Task> waiting = () => closing.WaitAsync(TlsWorld.Ceiling);

        await waiting.Should().ThrowAsync<OperationCanceledException>();
        await session.DisposeAsync().AsTask().WaitAsync(TlsWorld.Ceiling);
    }
}
