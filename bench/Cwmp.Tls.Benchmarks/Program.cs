// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using BenchmarkDotNet.Running;
using Cwmp.Tls;
using Cwmp.Tls.Benchmarks;

// `--quick [AREA…]` prints interleaved ratios in under a minute an area, `--hostile` what envelopes cost that are made to cost, and
// `--tls` (bench/tls/run.sh) what sessions cost beside C. Anything else goes to BenchmarkDotNet.
return args switch
{
    ["--quick", .. var areas] => QuickRun.Run(areas, Console.Out),
    ["--tls", var baseline, var folder, var rounds] =>
        TlsComparison.Run(baseline, folder, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture), Console.Out),
    ["--tls-cost", var engine, var folder] =>
        await TlsCost.RunAsync(Enum.Parse<CwmpTlsEngine>(engine), folder, Console.In, Console.Out),
    ["--hostile"] => EnvelopeHostile.Run(Console.Out),
    _ => Switch(args),
};

static int Switch(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
    return 0;
}
