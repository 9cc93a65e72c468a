// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Cpe;

/// <summary>Short runs of the proofs in bench/cpe; the long ones are for its scripts.</summary>
public sealed class CpeProofTests
{
    [Fact]
    public async Task Fleet_behind_a_faulty_network_and_a_restarted_acs_loses_and_invents_nothing()
    {
        string output = await RunAsync("faults", "7", "20", "5");

        output.Should().Contain("the ACS was started 3 times").And.Contain(" 0 violations");
    }

    [Fact]
    public async Task Killed_device_keeps_every_promise()
    {
        string output = await RunAsync("kill", "7", "5");

        output.Should().Contain(" 5 kills").And.Contain(" 0 violations");
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        // …/bin/<configuration>/net10.0/ here and there alike.
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string program = Path.Combine(RepositoryFiles.Root, "bench", "cpe", "CpeProof", "bin", parts[^2], parts[^1], "CpeProof.dll");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments.Prepend(program))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.Should().Be(0, output + await error);
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
