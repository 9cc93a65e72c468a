// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.IO.Pipelines;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// What handshakes and data cost in sessions of this library, both sides in one process over pipes. It speaks the protocol of
/// bench/baselines/openssl/baseline.c: a line "MODE COUNT" is answered with the processor time of one unit of work in microseconds.
/// </summary>
internal sealed class TlsCost : IDisposable
{
    private const string Host = "acs.example.com";

    private readonly CwmpTlsContext _server;
    private readonly CwmpTlsContext _client;
    private readonly byte[] _data = new byte[16384];

    private TlsCost(CwmpTlsEngine engine, string folder, string mode)
    {
        CwmpTlsMethod method = mode.Contains("12", StringComparison.Ordinal) ? CwmpTlsMethod.Tls12 : CwmpTlsMethod.Tls13;
        bool isMutual = !mode.StartsWith("oneway", StringComparison.Ordinal);
        bool isResumed = mode.StartsWith("resumed", StringComparison.Ordinal);
        CwmpTlsContextBuilder Builder() => new CwmpTlsContextBuilder(method)
            .SetEngine(engine)
            .LoadVerifyLocations(Path.Combine(folder, "ca.pem"))
            .SetFlags(isResumed ? CwmpTlsFlags.None : CwmpTlsFlags.NoResumption);
        CwmpTlsContextBuilder Show(CwmpTlsContextBuilder builder, string name) => builder
            .UseCertificateChainFile(Path.Combine(folder, name + ".pem"))
            .UsePrivateKeyFile(Path.Combine(folder, name + ".key"));
        _server = Show(Builder(), "acs")
            .SetVerify(isMutual ? CwmpTlsVerifyMode.RequireCertificate : CwmpTlsVerifyMode.NoClientCertificate)
            .Build();
        _client = (isMutual ? Show(Builder(), "cpe") : Builder().UseNoCertificate()).Build();
    }

    /// <summary>Answers lines until the input ends.</summary>
    public static async Task<int> RunAsync(CwmpTlsEngine engine, string folder, TextReader input, TextWriter output)
    {
        while (await input.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            using var cost = new TlsCost(engine, folder, words[0]);
            double microseconds = await cost.MeasureAsync(words[0], count);
            await output.WriteLineAsync(microseconds.ToString("F3", CultureInfo.InvariantCulture));
            await output.FlushAsync();
        }

        return 0;
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    private async Task<double> MeasureAsync(string mode, int count)
    {
        bool isResumed = mode.StartsWith("resumed", StringComparison.Ordinal);
        await using Pair open = await ConnectAsync();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++)
        {
            if (mode.StartsWith("bulk", StringComparison.Ordinal))
            {
                await PassAsync(open.Client, open.Server, _data.Length);
            }
            else if (mode.StartsWith("echo", StringComparison.Ordinal))
            {
                await PassAsync(open.Client, open.Server, 1024);
                await PassAsync(open.Server, open.Client, 4096);
            }
            else
            {
                await using Pair pair = await ConnectAsync();
                if (pair.Client.IsResumed != isResumed)
                {
                    throw new InvalidOperationException("Resumption is not what was asked for.");
                }
            }
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count;
    }

    // A handshake and one octet from the server, with which a client also gets its ticket.
    private async Task<Pair> ConnectAsync()
    {
        var options =
            new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        var toServer = new Pipe(options);
        var toClient = new Pipe(options);
        var pair = new Pair(
            _client.CreateSession(new PipeEnds(toClient.Reader, toServer.Writer)),
            _server.CreateSession(new PipeEnds(toServer.Reader, toClient.Writer)));
        await Task.WhenAll(pair.Server.AcceptAsync(), pair.Client.ConnectAsync(Host));
        await PassAsync(pair.Server, pair.Client, 1);
        return pair;
    }

    private async Task PassAsync(CwmpTlsSession from, CwmpTlsSession to, int count)
    {
        await from.WriteAsync(_data.AsMemory(0, count));
        for (int read = 0; read < count;)
        {
            read += await to.ReadAsync(_data.AsMemory(0, count - read));
        }
    }

    private sealed record Pair(CwmpTlsSession Client, CwmpTlsSession Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>The end of a pair of pipes that one side holds.</summary>
    private sealed class PipeEnds(PipeReader reader, PipeWriter writer) : UnseekableStream
    {
        private readonly Stream _input = reader.AsStream();
        private readonly Stream _output = writer.AsStream();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _output.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _input.Dispose();
                _output.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
