// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <content>Closing.</content>
public sealed partial class CwmpTlsSession
{
    // A refused peer may still be sending; closing at once would turn our FIN into a reset. Real time: it only bounds a wait.
    private static readonly TimeSpan LingerTime = TimeSpan.FromMilliseconds(250);

    // How long disposal may wait for a transport that takes nothing any more.
    private static readonly TimeSpan DisposalTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Closes both ways; the counterpart of <c>SSL_shutdown</c> called until it returns 1. Sends close_notify, then waits for the peer's
    /// own, at most for the context's close timeout. Data that still arrives meanwhile is dropped: read to the end first if it matters.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; close_notify has been sent.</param>
    /// <exception cref="TimeoutException">The peer did not answer. Ours has been sent, and that is all RFC 8446 §6.1 asks for.</exception>
    /// <exception cref="TlsConnectionException">Our close_notify could not be sent.</exception>
    /// <exception cref="InvalidOperationException">Before the handshake, or while a write runs.</exception>
    public async Task ShutdownAsync(CancellationToken cancellationToken = default)
    {
        if (State == CwmpTlsSessionState.Open)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EnterWrite();
            try
            {
                ThrowIfWriteInterrupted();
                if (TryMove(CwmpTlsSessionState.Open, CwmpTlsSessionState.ShutDown))
                {
                    await SendCloseNotifyAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref _writing, 0);
            }
        }
        else
        {
            ThrowIfNotReadable();
            if (State == CwmpTlsSessionState.Failed)
            {
                throw _failure!;
            }
        }

        await AwaitPeerEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Releases everything and closes the stream below, unless it was to be left open. Sends close_notify if that has not been done, as far
    /// as that works within a second; waits for nobody. Never throws, and may be called more than once.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var previous = (CwmpTlsSessionState)Interlocked.Exchange(ref _state, (int)CwmpTlsSessionState.Disposed);
        if (previous == CwmpTlsSessionState.Disposed)
        {
            return;
        }

        try
        {
            if (previous == CwmpTlsSessionState.Open && Interlocked.Exchange(ref _writing, 1) == 0 && !_wire!.Tap.IsWriteInterrupted)
            {
                using var limit = new CancellationTokenSource(DisposalTime, TimeProvider.System);
                await SendCloseNotifyAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (
            e is TlsConnectionException or TlsHandshakeException or OperationCanceledException or ObjectDisposedException)
        {
            // Best effort: the peer is gone or takes nothing any more.
        }

        if (_wire is { } wire && previous != CwmpTlsSessionState.Handshaking)
        {
            await wire.Engine.DisposeAsync().ConfigureAwait(false);
        }

        await CloseTransportAsync(previous).ConfigureAwait(false);
    }

    private async Task SendCloseNotifyAsync(CancellationToken cancellationToken)
    {
        Task sending = _wire!.Engine.SendCloseNotifyAsync();
        try
        {
            await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Forget(sending);
            throw;
        }
        catch (TlsEngineException e)
        {
            ThrowIfDisposed();
            throw await ExplainWriteAsync(e).ConfigureAwait(false);
        }
    }

    // Nobody waits for it any more; how it fails once the transport is closed is no news.
    private static void Forget(Task task) => task.ContinueWith(
        static abandoned => _ = abandoned.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task AwaitPeerEndAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_context.CloseTimeout, _context.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (PeerEnd == TlsPeerEnd.NotEnded)
            {
                // A reader of the user's own may be waiting for the same thing.
                await _readGate.WaitAsync(linked.Token).ConfigureAwait(false);
                await ReadInTurnAsync(buffer, linked.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is TlsConnectionException or TlsHandshakeException)
        {
            // We have said goodbye; how the peer leaves is in PeerEnd.
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The peer did not answer our close_notify within {_context.CloseTimeout.TotalSeconds:0.###} s. "
                + "Ours was sent; dispose the session.",
                e);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Waiting for the peer's close_notify was cancelled.", e, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task CloseTransportAsync(CwmpTlsSessionState previous)
    {
        try
        {
            bool refused = previous == CwmpTlsSessionState.Failed && _wire is { Tap.IsPeerGone: false };
            if (_transport.OwnsSocket && (refused || _transport.HasUnreadBytes))
            {
                _transport.EndSending();
                using var linger = new CancellationTokenSource(LingerTime, TimeProvider.System);
                await _transport.DiscardAsync(linger.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _wire?.Recorder?.SentEnd();
            await _transport.DisposeAsync().ConfigureAwait(false);
        }

        _log.SessionClosed(RoleName, RemoteEndPoint, PeerEnd.ToString());
    }
}
