// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>One connection to the listener: reads requests and sends answers until one side ends it or the time is up.</summary>
internal sealed class ConnectionRequestConnection(
    Socket socket, IPAddress address, ConnectionRequestResponder responder, ConnectionRequestListenerOptions options)
    : IDisposable
{
    private const int MaxRequests = 16;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly HttpWire _wire = new(socket, options.MaxRequestHeadBytes);

    public IPAddress Address => address;

    /// <summary>The name under which the limits count the peer: its address, or its /64.</summary>
    public string Key { get; } = AddressKey.Of(address);

    /// <summary>Complete when the connection has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start(Action ended, CancellationToken stop) => Completion = ServeAsync(ended, stop);

    /// <summary>Closes the connection at once.</summary>
    public void Dispose() => _wire.Dispose();

    private async Task ServeAsync(Action ended, CancellationToken stop)
    {
        // The accept loop goes on before anything is read.
        await Task.Yield();
        try
        {
            for (int number = 1; number <= MaxRequests; number++)
            {
                if (!await ServeOneAsync(isLast: number == MaxRequests, stop).ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The time is up, the peer is gone, or a newer connection pushed this one out: nobody is left to answer.
        }
        finally
        {
            _wire.Dispose();
            ended();
        }
    }

    private async Task<bool> ServeOneAsync(bool isLast, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        (HttpReadStatus status, HttpHead? head) = await _wire.ReadRequestAsync(either.Token).ConfigureAwait(false);
        if (status is HttpReadStatus.Closed or HttpReadStatus.Truncated)
        {
            return false;
        }

        ConnectionRequestAnswer answer = responder.Respond(status, head, address);
        bool closes = isLast || answer.MustClose || head is not { KeepsConnection: true };
        await _wire.WriteAsync(answer.Format(closes), either.Token).ConfigureAwait(false);
        if (closes)
        {
            using var linger = new CancellationTokenSource(LingerTime, options.TimeProvider);
            using var eitherLinger = CancellationTokenSource.CreateLinkedTokenSource(linger.Token, stop);
            await _wire.LingerAsync(eitherLinger.Token).ConfigureAwait(false);
        }

        return !closes;
    }
}
