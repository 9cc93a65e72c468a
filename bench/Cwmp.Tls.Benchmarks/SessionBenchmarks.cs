// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using BenchmarkDotNet.Attributes;

namespace Cwmp.Tls.Benchmarks;

/// <summary>What a session costs the CPE beside TLS and the sockets.</summary>
[MemoryDiagnoser]
public class SessionBenchmarks
{
    private readonly SessionRound _round = new();

    [Benchmark(Baseline = true)]
    public void Session() => _round.Session();

    [Benchmark]
    public void Messages() => _round.Messages();
}
