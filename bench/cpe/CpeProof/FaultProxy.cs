// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace CpeProof;

/// <summary>
/// A TCP proxy on loopback that, by the draw of a seeded generator, cuts connections at random octets of either direction (with FIN or RST)
/// and holds answers back.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly int _port;
    private readonly Task _accepting;
    private int _open;

    public FaultProxy(int seed, int port)
    {
        _random = new Random(seed);
        _port = port;
        _listener.Start(1024);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>How many connections were planned to be cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>How many connections had their answers held back.</summary>
    public int Delays { get; private set; }

    /// <summary>Whether the proxy cuts and delays connections. If not, everything passes.</summary>
    public bool IsFaulty { get; set; } = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        while (Volatile.Read(ref _open) > 0)
        {
            await Task.Delay(10);
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                Interlocked.Increment(ref _open);
                _ = ServeAsync(client, NextPlan());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private Plan NextPlan()
    {
        lock (_lock)
        {
            int kind = IsFaulty ? _random.Next(100) : 100;
            long cut = _random.Next(9000);
            bool reset = _random.Next(2) == 0;
            int delay = _random.Next(50, 400);
            Plan plan = kind switch
            {
                < 12 => new Plan(cut, long.MaxValue, reset, 0),
                < 25 => new Plan(long.MaxValue, cut, reset, 0),
                < 40 => new Plan(long.MaxValue, long.MaxValue, false, delay),
                _ => new Plan(long.MaxValue, long.MaxValue, false, 0),
            };
            Cuts += kind < 25 ? 1 : 0;
            Delays += plan.Delay > 0 ? 1 : 0;
            return plan;
        }
    }

    private async Task ServeAsync(Socket client, Plan plan)
    {
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                Task<bool> up = PumpAsync(client, server, plan.CutUp, 0);
                Task<bool> down = PumpAsync(server, client, plan.CutDown, plan.Delay);

                // A cut ends both directions at once. An orderly end of one direction leaves the other direction open.
                bool cut = await await Task.WhenAny(up, down) || await up || await down;
                if (cut && plan.Reset)
                {
                    client.LingerState = server.LingerState = new LingerOption(true, 0);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side has ended, so the other side ends too.
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }

    private async Task<bool> PumpAsync(Socket from, Socket to, long limit, int delay)
    {
        byte[] buffer = new byte[16 * 1024];
        long passed = 0;
        while (true)
        {
            int read = await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
            if (read == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return false;
            }

            if (delay > 0)
            {
                await Task.Delay(delay, _stop.Token);
            }

            int pass = (int)Math.Min(read, limit - passed);
            await to.SendAsync(buffer.AsMemory(0, pass), SocketFlags.None, _stop.Token);
            passed += pass;
            if (passed >= limit)
            {
                return true;
            }
        }
    }

    private readonly record struct Plan(long CutUp, long CutDown, bool Reset, int Delay);
}
