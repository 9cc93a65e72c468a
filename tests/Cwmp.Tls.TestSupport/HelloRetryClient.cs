// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// A client whose first ClientHello has no key share, so that a server must answer with a HelloRetryRequest (RFC 8446 §4.1.4), and whose
/// second one has. It goes as far as the ServerHello: by then the server has taken the second hello.
/// </summary>
public static class HelloRetryClient
{
    private const byte Handshake = 22;
    private const byte ServerHello = 2;

    // RFC 8446 §4.1.3: the random of a HelloRetryRequest begins so.
    private static ReadOnlySpan<byte> RetryRandom => [0xCF, 0x21, 0xAD, 0x74];

    /// <summary>Runs it.</summary>
    /// <returns>What the server sent: <c>HelloRetryRequest</c>, <c>ServerHello</c>, <c>alert N</c>, <c>end</c>, in order.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        var hello = new ClientHelloBytes { ServerName = "acs.example", HasKeyShare = false };
        await stream.WriteAsync(hello.ToRecords(), cancellationToken);
        seen.Add(await ReadAnswerAsync(stream, cancellationToken));
        if (seen[0] == "HelloRetryRequest")
        {
            await stream.WriteAsync((hello with { HasKeyShare = true }).ToRecords(), cancellationToken);
            seen.Add(await ReadAnswerAsync(stream, cancellationToken));
        }

        return seen;
    }

    private static async Task<string> ReadAnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            byte[] header = new byte[5];
            if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) < header.Length)
            {
                return "end";
            }

            byte[] content = new byte[(header[3] << 8) | header[4]];
            await stream.ReadExactlyAsync(content, cancellationToken);
            switch (header[0])
            {
                case Handshake when content[0] == ServerHello:
                    return content.AsSpan(6).StartsWith(RetryRandom) ? "HelloRetryRequest" : "ServerHello";
                case 21:
                    return $"alert {content[1]}";
            }
        }
    }
}
