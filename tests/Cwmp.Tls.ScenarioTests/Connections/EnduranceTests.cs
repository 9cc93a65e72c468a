// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Cwmp.Tls.Tests.Connections;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Connections;

/// <summary>It counts the sockets and the memory of the whole process, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(EnduranceTests), DisableParallelization = true)]
public sealed class EnduranceCollection;

/// <summary>A thousand sessions leave nothing behind, whatever two hundred bad peers do meanwhile.</summary>
[Collection(nameof(EnduranceTests))]
public sealed class EnduranceTests
{
    private const int Sessions = 1000;
    private const int BadPeers = 200;

    [Fact]
    public async Task Thousand_sessions_beside_bad_peers_leave_no_socket_task_or_memory_behind()
    {
        using var world = new TlsWorld();
        var failures = new ConcurrentQueue<TlsHandshakeFailure>();
        var failed = new Bell();
        var listener = new CwmpTlsListener(
            world.Acs,
            new IPEndPoint(IPAddress.Loopback, 0),
            new CwmpTlsListenerOptions
            {
                OnHandshakeFailed = failure =>
                {
                    failures.Enqueue(failure.Failure);
                    failed.Ring();
                },
            });
        listener.Start();
        await RunAsync(world, listener, 50);
        int socketsBefore = CountSockets();
        long memoryBefore = Collect();
        var alive = new ConcurrentBag<WeakReference>();

        List<Socket> bad = await MisbehaveAsync(listener.LocalEndPoint);
        await RunAsync(world, listener, Sessions, alive);
        bad.ForEach(socket => socket.Dispose());
        await failed.UntilAsync(() => failures.Count == BadPeers);
        long memoryAfter = Collect();

        // It returns when no handshake is under way any more; its own socket is closed then too.
        await listener.DisposeAsync();
        int socketsAfter = CountSockets();

        failures.Should().HaveCount(BadPeers).And.OnlyContain(failure => failure != TlsHandshakeFailure.Unspecified);
        alive.Should().HaveCount(Sessions);
        alive.Count(reference => reference.IsAlive).Should().BeLessThan(10, "sessions are collected");
        (memoryAfter - memoryBefore).Should().BeLessThan(4_000_000, "nothing is kept per session");
        socketsAfter.Should().BeLessThan(socketsBefore);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task RunAsync(TlsWorld world, CwmpTlsListener listener, int count, ConcurrentBag<WeakReference>? alive = null)
    {
        Task serving = Task.Run(async () =>
        {
            var running = new List<Task>();
            for (int i = 0; i < count; i++)
            {
                running.Add(EchoAsync((await listener.AcceptAsync())!));
            }

            await Task.WhenAll(running);
        });
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            await using CwmpTlsSession cpe = await LoopbackSockets.DialAsync(world.Cpe, listener.LocalEndPoint);
            alive?.Add(new WeakReference(cpe));
            await cpe.WriteAsync(new byte[100]);
            await cpe.AsStream(leaveOpen: true).ReadExactlyAsync(new byte[100]);
            await cpe.ShutdownAsync();
        });
        await serving.WaitAsync(TlsWorld.Ceiling);
    }

    private static async Task EchoAsync(CwmpTlsSession session)
    {
        await using (session)
        {
            byte[] buffer = new byte[200];
            int count;
            while ((count = await session.ReadAsync(buffer)) > 0)
            {
                await session.WriteAsync(buffer.AsMemory(0, count));
            }

            await session.ShutdownAsync();
        }
    }

    // A third sends garbage, a third speaks HTTP, a third says nothing or half a hello.
    private static async Task<List<Socket>> MisbehaveAsync(IPEndPoint endPoint)
    {
        var random = new Random(11);
        var sockets = new List<Socket>();
        for (int i = 0; i < BadPeers; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint);
            sockets.Add(socket);
            byte[] garbage = new byte[random.Next(1, 2000)];
            random.NextBytes(garbage);
            await socket.SendAsync((i % 6) switch
            {
                0 or 1 => garbage,
                2 or 3 => "GET /admin HTTP/1.0\r\n\r\n"u8.ToArray(),
                4 => [22, 3, 1, 2, 0, 1, 0, 1],
                _ => [],
            });
        }

        return sockets;
    }

    private static int CountSockets()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "open sockets are counted in /proc");
        return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsSocket);

        static bool IsSocket(string path)
        {
            try
            {
                return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private static long Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
