// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using BenchmarkDotNet.Running;
using Cwmp.Tls.Benchmarks;

// `--quick [AREA…]` prints interleaved ratios in under a minute an area, `--hostile` what envelopes cost that are made to cost;
// anything else goes to BenchmarkDotNet.
return args switch
{
    ["--quick", .. var areas] => QuickRun.Run(areas, Console.Out),
    ["--hostile"] => EnvelopeHostile.Run(Console.Out),
    _ => Switch(args),
};

static int Switch(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
    return 0;
}
