// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using System.Security.Authentication;

namespace AcsLoad;

/// <summary>
/// Slow-loris clients: a third of them at the ClientHello, a third at the head of a request, a third at its body. A client that is thrown
/// out comes again. Prints "ready CLIENTS" when each has connected once, waits for the end of standard input, and prints "thrown-out
/// TIMES".
/// </summary>
internal static class SlowClients
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(LoadDevice[] devices, string host, int port, int count)
    {
        using var stop = new CancellationTokenSource();
        int thrownOut = 0;
        int connected = 0;
        var ready = new TaskCompletionSource();
        Task[] clients = [.. Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            bool isFirst = true;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using Stream stream = i % 3 == 0
                        ? await ConnectPlainAsync(host, port)
                        : await devices[i % devices.Length].ConnectAsync(host, port);
                    if (isFirst && Interlocked.Increment(ref connected) == count)
                    {
                        ready.SetResult();
                    }

                    isFirst = false;
                    await DripAsync(stream, i % 3, devices[i % devices.Length], stop.Token);
                }
                catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException
                    or OperationCanceledException)
                {
                    if (!stop.IsCancellationRequested)
                    {
                        Interlocked.Increment(ref thrownOut);
                    }

                    await Task.Delay(Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }))];
        await ready.Task;
        Console.WriteLine($"ready {count}");

        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Console.WriteLine($"thrown-out {thrownOut}");
        return 0;
    }

    private static async Task<Stream> ConnectPlainAsync(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task DripAsync(Stream stream, int kind, LoadDevice device, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> text = kind switch
        {
            // A ClientHello of 512 octets, as far as its first octets tell.
            0 => new byte[] { 22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3 }.Concat(new byte[500]).ToArray(),
            1 => device.Inform[..device.Inform.Span.IndexOf("\r\n\r\n"u8)],
            _ => device.Inform,
        };
        int sent = kind == 2 ? text.Span.IndexOf("\r\n\r\n"u8) + 5 : 1;
        await stream.WriteAsync(text[..sent], cancellationToken);
        byte[] answer = new byte[1024];
        Task<int> reading = stream.ReadAsync(answer, cancellationToken).AsTask();
        while (sent < text.Length - 1)
        {
            await Task.WhenAny(reading, Task.Delay(Pause, cancellationToken));
            if (reading.IsCompleted)
            {
                await reading;
                throw new IOException("thrown out");
            }

            await stream.WriteAsync(text.Slice(sent++, 1), cancellationToken);
        }
    }
}
