// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls.Connections.Platform;

/// <summary>
/// A session in the shape that <see cref="SocketsHttpHandler"/> takes for an established TLS connection. Over any other stream that a
/// connect callback returns, the handler makes a handshake of its own. So this stream is an <see cref="SslStream"/> and passes everything
/// on to the session. Nothing ever reaches the base class.
/// </summary>
internal sealed class HttpSessionStream(ISessionBytes session) : SslStream(new MemoryStream())
{
    private readonly SessionStream _stream = new(session, leaveOpen: false);

    public override bool IsAuthenticated => true;

    public override bool IsEncrypted => true;

    public override bool IsSigned => true;

    public override bool IsServer => false;

    public override SslProtocols SslProtocol => session.Protocol;

    public override TlsCipherSuite NegotiatedCipherSuite => session.CipherSuite;

    public override bool CanRead => _stream.CanRead;

    public override bool CanWrite => _stream.CanWrite;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (TlsHandshakeException e)
        {
            throw Wrap(e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (TlsHandshakeException e)
        {
            throw Wrap(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#pragma warning disable RS0030 // What Stream calls synchronous has to wait; nothing of ours calls it.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore RS0030

    public override int ReadByte()
    {
        byte[] one = new byte[1];
        return Read(one, 0, 1) == 0 ? -1 : one[0];
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? asyncCallback, object? asyncState) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), asyncCallback, asyncState);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? asyncCallback, object? asyncState) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), asyncCallback, asyncState);

    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task ShutdownAsync() => session.ShutdownAsync(CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    // The handler turns an IOException of its connection into an HttpRequestException and lets other types through as they are.
    private static IOException Wrap(TlsHandshakeException exception) => new(exception.Message, exception);
}
