// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// One HTTP/1.x connection whose bodies do not matter: reads heads up to a limit, skips what follows them, and writes short texts. It never
/// buffers more than the limit. It disposes the socket. Not thread-safe.
/// </summary>
internal sealed class HttpWire(Socket socket, int maxHeadBytes) : IDisposable
{
    private const int MaxChunkLine = 256;

    private byte[] _buffer = new byte[Math.Min(1024, maxHeadBytes)];
    private int _start;
    private int _end;

    private ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    public Task<(HttpReadStatus Status, HttpHead? Head)> ReadRequestAsync(CancellationToken cancellationToken) =>
        ReadHeadAsync(isRequest: true, cancellationToken);

    public Task<(HttpReadStatus Status, HttpHead? Head)> ReadResponseAsync(CancellationToken cancellationToken) =>
        ReadHeadAsync(isRequest: false, cancellationToken);

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text);
        while (!rest.IsEmpty)
        {
            rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
    }

    /// <summary>
    /// Skips the body of a response to a GET; false where the connection cannot be used again, or where the body is too long to skip.
    /// </summary>
    public async Task<bool> TrySkipBodyAsync(HttpHead response, long maxBytes, CancellationToken cancellationToken)
    {
        // RFC 9112 §6.3: these statuses have no body whatever the fields say; chunked overrules a length; without either the body ends with
        // the connection.
        if (response.StatusCode is < 200 or 204 or 304)
        {
            return true;
        }

        string[] coding = [.. response.All("Transfer-Encoding")];
        if (coding.Length > 0)
        {
            return coding.Length == 1 && coding[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) &&
                await TrySkipChunksAsync(maxBytes, cancellationToken).ConfigureAwait(false);
        }

        string[] lengths = [.. response.All("Content-Length").Distinct()];
        return lengths.Length == 1 && long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length) &&
            length <= maxBytes && await TrySkipAsync(length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends the sending direction and reads on for a moment: if the socket were closed with unread octets, a reset could overtake the last
    /// answer.
    /// </summary>
    public async Task LingerAsync(CancellationToken cancellationToken)
    {
        socket.Shutdown(SocketShutdown.Send);
        long left = 4L * maxHeadBytes;
        while (left > 0)
        {
            int read = await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            left -= read;
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task<(HttpReadStatus Status, HttpHead? Head)> ReadHeadAsync(bool isRequest, CancellationToken cancellationToken)
    {
        int searched = 0;
        while (true)
        {
            SkipEmptyLines(ref searched);
            if (TryFindEnd(searched, out int length, out int next))
            {
                bool ok = isRequest
                    ? HttpHead.TryParseRequest(Buffered[..length], out HttpHead? head)
                    : HttpHead.TryParseResponse(Buffered[..length], out head);
                _start += next;
                return (ok ? HttpReadStatus.Complete : HttpReadStatus.Malformed, head);
            }

            // The end may have come in two reads, so the last three octets are searched again.
            searched = Math.Max(0, Buffered.Length - 3);
            if (Buffered.Length >= maxHeadBytes)
            {
                return (HttpReadStatus.TooLarge, null);
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return (Buffered.IsEmpty ? HttpReadStatus.Closed : HttpReadStatus.Truncated, null);
            }
        }
    }

    // RFC 9112 §2.2: empty lines before a message are ignored.
    private void SkipEmptyLines(ref int searched)
    {
        if (searched == 0)
        {
            while (_start < _end && _buffer[_start] is (byte)'\r' or (byte)'\n')
            {
                _start++;
            }
        }
    }

    private bool TryFindEnd(int from, out int length, out int next)
    {
        ReadOnlySpan<byte> octets = Buffered;
        for (int at = from; ;)
        {
            int feed = octets[at..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                length = next = 0;
                return false;
            }

            at += feed + 1;
            ReadOnlySpan<byte> after = octets[at..];
            if (after.StartsWith("\n"u8) || after.StartsWith("\r\n"u8))
            {
                length = at - 1;
                next = at + (after[0] == '\r' ? 2 : 1);
                return true;
            }
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Buffered.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maxHeadBytes));
        }

        int read = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private async Task<bool> TrySkipAsync(long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            int taken = (int)Math.Min(count, Buffered.Length);
            _start += taken;
            count -= taken;
            if (count == 0)
            {
                return true;
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    private async Task<bool> TrySkipChunksAsync(long maxBytes, CancellationToken cancellationToken)
    {
        for (long total = 0; ;)
        {
            string? line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (line is null ||
                !long.TryParse(line.Split(';', 2)[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long size) ||
                size < 0 || size > maxBytes || (total += line.Length + size) > maxBytes)
            {
                return false;
            }

            if (size == 0)
            {
                break;
            }

            if (!await TrySkipAsync(size, cancellationToken).ConfigureAwait(false) ||
                await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not "")
            {
                return false;
            }
        }

        for (int trailers = 0; trailers <= HttpHead.MaxFields; trailers++)
        {
            string? line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(line))
            {
                return line is not null;
            }
        }

        return false;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int feed = Buffered.IndexOf((byte)'\n');
            if (feed >= 0)
            {
                string line = Encoding.Latin1.GetString(Buffered[..feed]).TrimEnd('\r');
                _start += feed + 1;
                return line;
            }

            if (Buffered.Length > MaxChunkLine || !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }
}
