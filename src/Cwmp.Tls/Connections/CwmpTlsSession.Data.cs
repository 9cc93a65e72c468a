// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <content>Reading and writing.</content>
public sealed partial class CwmpTlsSession
{
    // How long a failed first write waits for the alert that explains it. Real time: it only bounds a wait.
    private static readonly TimeSpan VerdictWait = TimeSpan.FromMilliseconds(500);

    // One reader at a time; ShutdownAsync waits for its turn, a second reader is told off.
    private readonly SemaphoreSlim _readGate = new(1, 1);
    private int _writing;
    private bool _receivedData;
    private bool _sentData;
    private Exception? _failure;

    /// <summary>Reads data; the counterpart of <c>SSL_read</c>.</summary>
    /// <param name="buffer">Where the data goes. An empty one waits until there is data, or the end.</param>
    /// <param name="cancellationToken">Ends the wait; the session stays usable.</param>
    /// <returns>How many bytes were read; 0 after the peer's close_notify.</returns>
    /// <exception cref="TlsConnectionException">
    /// The connection was cut without close_notify (<see cref="TlsConnectionFailure.Truncated"/>), reset or damaged. Later reads throw it
    /// again. On the first read a peer may also have refused us without an alert: <see cref="TlsConnectionException.IsBeforeFirstData"/>.
    /// </exception>
    /// <exception cref="TlsHandshakeException">
    /// The first read: the peer refused us with an alert after the handshake was complete for this side, which is when TLS 1.3 servers
    /// judge their clients.
    /// </exception>
    /// <exception cref="InvalidOperationException">Before the handshake, or while another read runs.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfNotReadable();
        return _readGate.Wait(0, CancellationToken.None) ? ReadInTurnAsync(buffer, cancellationToken) : throw Busy("read");
    }

    /// <summary>Writes data; the counterpart of <c>SSL_write</c>. Everything has been handed to the transport when it returns.</summary>
    /// <param name="buffer">The data.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt. If part of it had been sent, nothing more can be: the peer could not make sense of it.
    /// </param>
    /// <exception cref="TlsConnectionException">The connection broke, or an earlier write was interrupted.</exception>
    /// <exception cref="TlsHandshakeException">
    /// The peer refused us with an alert after the handshake was complete for this side; see <see cref="ReadAsync"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Before the handshake, after <see cref="ShutdownAsync"/>, or while another write runs.
    /// </exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfNotWritable();
        EnterWrite();
        try
        {
            ThrowIfWriteInterrupted();
            cancellationToken.ThrowIfCancellationRequested();
            if (buffer.IsEmpty)
            {
                return;
            }

            await _wire!.Engine.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            _sentData = true;
        }
        catch (TlsEngineException e)
        {
            ThrowIfDisposed();
            throw await ExplainWriteAsync(e).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(CwmpTlsSession));
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    // Called by whoever has the gate, which it gives back. One method, because idle connections wait in it: each more would cost them
    // memory.
    private async ValueTask<int> ReadInTurnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            if (PeerEnd != TlsPeerEnd.NotEnded)
            {
                return _failure is null ? 0 : throw _failure;
            }

            int count = await _wire!.Engine.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                _receivedData = true;
                return count;
            }

            return buffer.IsEmpty ? 0 : EndOfData();
        }
        catch (TlsEngineException e)
        {
            ThrowIfDisposed();
            throw NoteFailure(e);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(CwmpTlsSession));
        }
        finally
        {
            _readGate.Release();
        }
    }

    // The engine reports an end; only the tap knows whether it was the peer's close_notify or the transport's.
    private int EndOfData()
    {
        if (!_wire!.Tap.IsPeerGone)
        {
            PeerEnd = TlsPeerEnd.CloseNotify;
            _log.PeerClosed(RoleName, RemoteEndPoint);
            return 0;
        }

        PeerEnd = TlsPeerEnd.Truncated;
        if (_settings.IgnoresUnexpectedEnd || _context.Flags.HasFlag(CwmpTlsFlags.IgnoreUnexpectedEnd))
        {
            return 0;
        }

        throw Note(_wire!.Diagnose().AfterHandshake(null, IsWaitingForVerdict));
    }

    private Exception NoteFailure(TlsEngineException failure)
    {
        PeerEnd = failure.Fault switch
        {
            TlsEngineFault.PeerSentAlert or TlsEngineFault.ProtocolBroken => TlsPeerEnd.Failed,
            _ when _wire!.Tap.IsPeerReset => TlsPeerEnd.Reset,
            TlsEngineFault.EndOfStream => TlsPeerEnd.Truncated,
            _ when _wire!.Tap.IsPeerGone => TlsPeerEnd.Truncated,
            TlsEngineFault.TransportFailed => TlsPeerEnd.Reset,
            _ => TlsPeerEnd.Failed,
        };
        return Note(_wire!.Diagnose().AfterHandshake(failure, IsWaitingForVerdict));
    }

    private Exception Note(Exception failure)
    {
        Fail();
        _failure = failure;
        string? name = (failure as TlsConnectionException)?.Failure.ToString() ?? TlsHandshakeException.Find(failure)?.Failure.ToString();
        _log.ConnectionBroken(RoleName, RemoteEndPoint, name ?? "", failure.Message);
        return failure;
    }

    // Until the first byte of data, an end or an alert is the peer's answer to our handshake. A client may have to write before it gets
    // one; a server that writes first has a peer that only listens, and whose end means no more than any other.
    private bool IsWaitingForVerdict => !_receivedData && !(IsServer && _sentData);

    // A peer that refused us has often closed before our first write: the alert that says why is then waiting to be read.
    private async ValueTask<Exception> ExplainWriteAsync(TlsEngineException failure)
    {
        if (IsWaitingForVerdict && PeerEnd == TlsPeerEnd.NotEnded && _readGate.Wait(0, CancellationToken.None))
        {
            try
            {
                using var wait = new CancellationTokenSource(VerdictWait, TimeProvider.System);
                await _wire!.Engine.ReadAsync(Memory<byte>.Empty, wait.Token).ConfigureAwait(false);
            }
            catch (TlsEngineException verdict)
            {
                return NoteFailure(verdict);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // Nothing came; the write's own failure is all there is.
            }
            finally
            {
                _readGate.Release();
            }
        }

        return Note(_wire!.Diagnose().AfterHandshake(failure, IsWaitingForVerdict));
    }

    private void ThrowIfNotReadable()
    {
        switch (State)
        {
            case CwmpTlsSessionState.Open or CwmpTlsSessionState.ShutDown:
                return;
            case CwmpTlsSessionState.Failed when _failure is not null:
                return; // Reported again by the read itself.
            default:
                ThrowUnusable("read");
                return;
        }
    }

    private void ThrowIfNotWritable()
    {
        switch (State)
        {
            case CwmpTlsSessionState.Open:
                return;
            case CwmpTlsSessionState.ShutDown:
                throw new InvalidOperationException("This session has been shut down: close_notify was the last thing it could send.");
            case CwmpTlsSessionState.Failed when _failure is not null:
                throw _failure;
            default:
                ThrowUnusable("write");
                return;
        }
    }

    private void ThrowUnusable(string operation) => throw State switch
    {
        CwmpTlsSessionState.Disposed => new ObjectDisposedException(nameof(CwmpTlsSession)),
        CwmpTlsSessionState.Created => new InvalidOperationException($"Call AcceptAsync or ConnectAsync before the first {operation}."),
        CwmpTlsSessionState.Handshaking => new InvalidOperationException($"Await the handshake before the first {operation}."),
        _ => new InvalidOperationException("The handshake of this session failed; create a new session."),
    };

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(State == CwmpTlsSessionState.Disposed, this);

    private void ThrowIfWriteInterrupted()
    {
        if (_wire!.Tap.IsWriteInterrupted)
        {
            throw new TlsConnectionException(
                TlsConnectionFailure.WriteInterrupted,
                "An earlier write was cancelled or failed half-way, so the peer could not make sense of another one. "
                + "Dispose the session and open a new one.");
        }
    }

    private void EnterWrite()
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0)
        {
            throw Busy("write");
        }
    }

    private static InvalidOperationException Busy(string operation) =>
        new($"Another {operation} is still running on this session; await it first. One read and one write may run together.");
}
