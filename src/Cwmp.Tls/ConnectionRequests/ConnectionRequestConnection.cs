// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>One connection to the listener: reads requests and sends answers until either side ends it or time is up.</summary>
internal sealed class ConnectionRequestConnection(
    Socket socket, IPAddress address, ConnectionRequestResponder responder, ConnectionRequestListenerOptions options, TimeProvider time)
    : IDisposable
{
    private const int MaxRequests = 16;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly HttpWire _wire = new(socket, options.MaxRequestHeadBytes);

    public IPAddress Address => address;

    /// <summary>Who the peer is for the limits: its address, or its /64.</summary>
    public string Key { get; } = HttpAttemptLimiter.KeyOf(address);

    /// <summary>Ends when the connection has.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start(Action ended, CancellationToken stop) => Completion = ServeAsync(ended, stop);

    /// <summary>Closes the connection at once.</summary>
    public void Dispose() => _wire.Dispose();

    private async Task ServeAsync(Action ended, CancellationToken stop)
    {
        // Let the accept loop go on before anything is read.
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
            // Time is up, the peer is gone, or this connection was pushed out: there is nobody to tell.
        }
        finally
        {
            _wire.Dispose();
            ended();
        }
    }

    private async Task<bool> ServeOneAsync(bool isLast, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
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
            using var linger = new CancellationTokenSource(LingerTime, time);
            using var eitherLinger = CancellationTokenSource.CreateLinkedTokenSource(linger.Token, stop);
            await _wire.LingerAsync(eitherLinger.Token).ConfigureAwait(false);
        }

        return !closes;
    }
}
