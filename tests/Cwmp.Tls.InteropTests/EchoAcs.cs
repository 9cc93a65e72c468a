// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests;

/// <summary>What a session was like when it had ended.</summary>
internal sealed record Ended(DeviceIdentity? Identity, bool IsResumed, TlsPeerEnd End, Exception? Failure);

/// <summary>Answers each line with "echo " and the line.</summary>
internal sealed class EchoAcs : IAsyncDisposable
{
    private readonly CwmpTlsListener _listener;
    private readonly Task _loop;
    private readonly Bell _changed = new();
    private volatile int _accepted;

    public EchoAcs(CwmpTlsContext context)
    {
        _listener = new CwmpTlsListener(
            context,
            new IPEndPoint(IPAddress.Loopback, 0),
            new CwmpTlsListenerOptions
            {
                OnHandshakeFailed = failed =>
                {
                    Failures.Enqueue(failed.Exception);
                    _changed.Ring();
                },
            });
        _listener.Start();
        _loop = Task.Run(async () =>
        {
            await foreach (CwmpTlsSession session in _listener.AcceptAllAsync())
            {
                Interlocked.Increment(ref _accepted);
                _changed.Ring();
                await EchoAsync(session);
            }
        });
    }

    public int Port => _listener.LocalEndPoint.Port;

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public ConcurrentQueue<Ended> Sessions { get; } = new();

    public async Task<TlsHandshakeException> FailureAsync()
    {
        await _changed.UntilAsync(() => !Failures.IsEmpty);
        return Failures.Should().ContainSingle().Which.Should().BeOfType<TlsHandshakeException>().Subject;
    }

    /// <summary>Waits for the first handshake that ends, well or not.</summary>
    public Task WaitForOutcomeAsync() => _changed.UntilAsync(() => !Failures.IsEmpty || _accepted > 0);

    public Task WaitForSessionsAsync(int count) => _changed.UntilAsync(() => Sessions.Count >= count);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _loop;
    }

    private async Task EchoAsync(CwmpTlsSession session)
    {
        Exception? failure = null;
        try
        {
            using var reader = new StreamReader(session.AsStream(leaveOpen: true));
            while (await reader.ReadLineAsync() is { } line)
            {
                await session.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"echo {line}\n"));
            }

            await session.ShutdownAsync();
        }
        catch (Exception e) when (e is TlsConnectionException or TlsHandshakeException or TimeoutException)
        {
            failure = e;
        }

        Sessions.Enqueue(new Ended(session.PeerIdentity, session.IsResumed, session.PeerEnd, failure));
        _changed.Ring();
        await session.DisposeAsync();
    }
}
