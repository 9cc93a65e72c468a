// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// The content codings that bodies may have (RFC 9110 §8.4.1). The only list of them: reading and the answer 415 follow it.
/// </summary>
internal static class ContentCodings
{
    private static readonly OrderedDictionary<string, Func<Stream, CancellationToken, ValueTask<Stream>>> Openers =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["gzip"] = (source, _) => new(new GZipStream(source, CompressionMode.Decompress, leaveOpen: true)),
            ["deflate"] = OpenDeflateAsync,
        };

    /// <summary>The names, in the order in which the answer 415 offers them.</summary>
    public static IReadOnlyList<string> Names => Openers.Keys;

    /// <summary>Finds the way to unpack a body.</summary>
    /// <param name="coding">What Content-Encoding says. The name <c>x-gzip</c> stands for <c>gzip</c> (RFC 9110 §8.4.1.3).</param>
    /// <param name="open">Opens the unpacked stream over the one that arrives, which stays open.</param>
    public static bool TryFind(string coding, [NotNullWhen(true)] out Func<Stream, CancellationToken, ValueTask<Stream>>? open) =>
        Openers.TryGetValue(coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : coding, out open);

    private static async ValueTask<Stream> OpenDeflateAsync(Stream source, CancellationToken cancellationToken)
    {
        // RFC 9110 §8.4.1.2: "deflate" is zlib (RFC 1950), but some senders leave its two-octet header out.
        byte[] head = new byte[2];
        int read = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return source;
        }

        bool isZlib = read == 2 && (head[0] & 0x0f) == 8 && ((head[0] << 8) | head[1]) % 31 == 0;
        var whole = new PrefixedStream(head.AsMemory(0, read), source);
        return isZlib
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }
}
