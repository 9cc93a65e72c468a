// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Http.Headers;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>
/// A file server in place of the network: ranges, validators, cuts in the middle, challenges, and whatever <see cref="On"/> makes of it.
/// </summary>
internal sealed class FakeFileServer
{
    private readonly Bell _arrived = new();

    public byte[] Content { get; set; } = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];

    public string ETag { get; set; } = "\"v1\"";

    /// <summary>The connection breaks after this many octets of the next response; null for never.</summary>
    public Queue<int> Cuts { get; } = new();

    public List<string> Requests { get; } = [];

    public List<byte[]> Uploads { get; } = [];

    public Func<HttpRequestMessage, HttpResponseMessage?>? On { get; set; }

    /// <summary>Completes a request only when this does.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when so many requests have come.</summary>
    public Task UntilRequestsAsync(int count) => _arrived.UntilAsync(() => Requests.Count >= count);

    public async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath} {request.Headers.Range}".Trim());
        }

        _arrived.Ring();
        Reached.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (On?.Invoke(request) is { } answer)
        {
            return answer;
        }

        if (request.Method == HttpMethod.Put)
        {
            Uploads.Add(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            return new HttpResponseMessage(HttpStatusCode.Created);
        }

        long from = request.Headers.Range?.Ranges.Single().From ?? 0;
        bool partial = from > 0 && request.Headers.IfRange?.EntityTag?.Tag == ETag;
        from = partial ? from : 0;
        int? cut = Cuts.TryDequeue(out int length) ? length : null;
        HttpResponseMessage response = new(partial ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = new StreamContent(new CutStream(Content.AsMemory((int)from), cut)),
        };
        response.Content.Headers.ContentLength = Content.Length - from;
        if (partial)
        {
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, Content.Length - 1, Content.Length);
        }

        response.Headers.ETag = EntityTagHeaderValue.Parse(ETag);
        return response;
    }

    private sealed class CutStream(ReadOnlyMemory<byte> content, int? cut) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int end = Math.Min(content.Length, cut ?? int.MaxValue);
            if (_position == end && end < content.Length)
            {
                throw new HttpIOException(HttpRequestError.ResponseEnded, "cut");
            }

            int length = Math.Min(count, Math.Min(end - _position, 10_000));
            content.Slice(_position, length).CopyTo(buffer.AsMemory(offset));
            _position += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
