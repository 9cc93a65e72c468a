// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Compression;
using System.Security.Cryptography;
using Cwmp.Tls.AspNetCore.Endpoints;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

public sealed class RequestBodyTests
{
    private const int MaxBytes = 100_000;

    private readonly BodyMemory _memory = new(1 << 20);

    public static TheoryData<string, string> Codings() => new()
    {
        { "", "none" }, { "identity", "none" }, { "gzip", "gzip" }, { "x-gzip", "gzip" }, { "GZIP ", "gzip" }, { "deflate", "zlib" },
        { "deflate", "raw" },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_is_unpacked_and_the_memory_given_back(string coding, string packing)
    {
        byte[] content = [.. RandomNumberGenerator.GetBytes(30_000), .. new byte[30_000]];

        using (var body = new RequestBody(_memory, MaxBytes))
        {
            BodyError error = await body.ReadAsync(Source(Pack(content, packing)), coding, TestContext.Current.CancellationToken);

            error.Should().Be(BodyError.None);
            body.Octets.ToArray().Should().Equal(content);
            _memory.Taken.Should().BeInRange(60_000, 200_000);
        }

        _memory.Taken.Should().Be(0);
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("raw", "deflate")]
    public async Task Limit_counts_what_it_unpacks_to_to_the_octet(string packing, string coding)
    {
        (await ReadAsync(Pack(new byte[MaxBytes], packing), coding)).Should().Be(BodyError.None);
        (await ReadAsync(Pack(new byte[MaxBytes + 1], packing), coding)).Should().Be(BodyError.TooLarge);
    }

    [Fact]
    public async Task Bomb_is_stopped_early_and_takes_no_more_than_the_limit_allows()
    {
        byte[] bomb = Pack(new byte[64 << 20], "gzip");
        using var body = new RequestBody(_memory, MaxBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        BodyError error = await body.ReadAsync(new MemoryStream(bomb), "gzip", TestContext.Current.CancellationToken);

        bomb.Length.Should().BeLessThan(300_000);
        error.Should().Be(BodyError.TooLarge);
        _memory.Taken.Should().BeLessThan(3 * MaxBytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2 << 20);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("compress")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("identity, gzip")]
    [InlineData("x")]
    public async Task Other_codings_are_not_supported(string coding) =>
        (await ReadAsync([1, 2, 3], coding)).Should().Be(BodyError.UnsupportedCoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Damaged_bodies_are_malformed(string coding)
    {
        byte[] packed = Pack(RandomNumberGenerator.GetBytes(10_000), coding == "gzip" ? "gzip" : "zlib");
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0xff;

        (await ReadAsync("<soap>this is plain</soap>"u8.ToArray(), coding)).Should().Be(BodyError.Malformed);
        (await ReadAsync(damaged, coding)).Should().Be(BodyError.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Empty_body_stays_empty_whatever_its_coding(string coding) =>
        (await ReadAsync([], coding)).Should().Be(BodyError.None);

    [Fact]
    public async Task Bodies_together_take_no_more_than_their_memory()
    {
        var memory = new BodyMemory(40_000);
        using var first = new RequestBody(memory, MaxBytes);
        using var second = new RequestBody(memory, MaxBytes);

        (await first.ReadAsync(Source(new byte[10_000]), null, TestContext.Current.CancellationToken)).Should().Be(BodyError.None);
        (await second.ReadAsync(Source(new byte[10_000]), null, TestContext.Current.CancellationToken)).Should().Be(BodyError.NoMemory);
        second.Dispose();
        first.Dispose();

        memory.Taken.Should().Be(0);
    }

    private static byte[] Pack(byte[] content, string packing)
    {
        var packed = new MemoryStream();
        using (Stream stream = packing switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "zlib" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => packed,
        })
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static Stream Source(byte[] octets) => new TrickleStream(octets);

    private async Task<BodyError> ReadAsync(byte[] octets, string coding)
    {
        using var body = new RequestBody(_memory, MaxBytes);
        return await body.ReadAsync(Source(octets), coding, TestContext.Current.CancellationToken);
    }

    /// <summary>Gives its content in uneven pieces, asynchronously alone, as a request body does.</summary>
    private sealed class TrickleStream : MemoryStream
    {
        private readonly byte[] _content;
        private int _reads;

        public TrickleStream(byte[] content)
            : base(content) => _content = content;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            int count = (int)Math.Min(Math.Min(buffer.Length, (_reads++ % 7 * 531) + 1), Length - Position);
            _content.AsSpan((int)Position, count).CopyTo(buffer.Span);
            Position += count;
            return count;
        }
    }
}
