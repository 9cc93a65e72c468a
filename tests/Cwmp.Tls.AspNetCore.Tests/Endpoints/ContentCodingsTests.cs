// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Compression;
using Cwmp.Tls.AspNetCore.Endpoints;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>Every content coding of the list is read; one that is added to the list needs a way to pack it here.</summary>
public sealed class ContentCodingsTests
{
    private static readonly Dictionary<string, Func<Stream, Stream>> Packers = new()
    {
        ["gzip"] = stream => new GZipStream(stream, CompressionMode.Compress, leaveOpen: true),
        ["deflate"] = stream => new ZLibStream(stream, CompressionMode.Compress, leaveOpen: true),
    };

    [Fact]
    public async Task Every_coding_is_unpacked()
    {
        byte[] octets = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

        ContentCodings.Names.Should().Equal(Packers.Keys);
        foreach (string coding in ContentCodings.Names)
        {
            using var packed = new MemoryStream();
            await using (Stream packer = Packers[coding](packed))
            {
                await packer.WriteAsync(octets, TestContext.Current.CancellationToken);
            }

            packed.Position = 0;
            using var body = new RequestBody(new BodyMemory(1 << 20), 1 << 16);
            BodyError error = await body.ReadAsync(packed, coding, TestContext.Current.CancellationToken);

            error.Should().Be(BodyError.None);
            body.Octets.ToArray().Should().Equal(octets);
        }
    }
}
