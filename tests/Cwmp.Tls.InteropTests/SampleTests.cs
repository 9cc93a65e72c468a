// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests;

/// <summary>The sample keeps its promises: the order of the frames, and one line for every fault.</summary>
public sealed class SampleTests
{
    private static readonly string[] Order =
    [
        "ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone", "Certificate",
        "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "encrypted handshake", "NewSessionTicket", "ChangeCipherSpec",
        "encrypted handshake", "application data", "application data", "encrypted alert", "encrypted alert", "FIN",
    ];

    [Fact]
    public async Task Experiment_succeeds_without_arguments()
    {
        (int exit, string output, string error) = await RunAsync();

        exit.Should().Be(0, error);
        output.Should().Contain("AcsServer").And.Contain("CpeDevice").And.Contain("accepted").And.Contain("ClientHello");
    }

    [Fact]
    public async Task Frames_of_TLS_12_come_in_the_order_of_the_paper()
    {
        (int exit, string output, string error) = await RunAsync("--tls", "1.2");

        exit.Should().Be(0, error);
        string[] rows = [.. output.Split('\n').SkipWhile(line => !line.StartsWith("No.", StringComparison.Ordinal)).Skip(1)
            .Where(line => line.Length > 0)];
        string[] order = [.. Order.Where(frame => !EngineUnderTest.IsOpenSslThere || frame != "NewSessionTicket")];
        rows.Should().HaveCount(order.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Should().Contain(" " + order[i] + " ");
        }
    }

    [Theory]
    [InlineData("expired-acs", "Expired")]
    [InlineData("expired-cpe", "Expired")]
    [InlineData("wrong-ca", "IssuerNotFound")]
    [InlineData("wrong-host", "other.example")]
    [InlineData("no-client-certificate", "no certificate")]
    [InlineData("key-mismatch", "private key")]
    [InlineData("self-signed-cpe", "SelfSignedLeaf")]
    [InlineData("wrong-eku", "ExtendedKeyUsageMismatch")]
    [InlineData("revoked-cpe", "Revoked")]
    [InlineData("plain-http", "plain HTTP")]
    [InlineData("cut-connection", "close_notify")]
    [InlineData("no-such-fault", "--list-faults")]
    public async Task Fault_is_one_line_that_names_the_cause(string fault, string cause)
    {
        (int exit, string output, string error) = await RunAsync("--fault", fault);

        exit.Should().Be(1);
        output.Should().BeEmpty();
        error.Trim().Should().Contain(cause).And.NotContain("\n").And.NotContain("   at ");
    }

    [Fact]
    public async Task Frames_are_written_for_Wireshark()
    {
        string file = Path.GetTempFileName();

        (int exit, _, string error) = await RunAsync("--pcap", file);

        exit.Should().Be(0, error);
        (await File.ReadAllBytesAsync(file)).AsSpan(0, 4).ToArray().Should().Equal(0xD4, 0xC3, 0xB2, 0xA1);
        File.Delete(file);
    }

    [Theory]
    [InlineData("--pcap", "/nonexistent/folder/file.pcap")]
    [InlineData("--pcap", "/")]
    [InlineData("--pcap", "")]
    [InlineData("--tls", "1.1")]
    [InlineData("--tls", "ssl3")]
    [InlineData("--bogus", "x")]
    public async Task Wrong_argument_is_one_line(string option, string value)
    {
        (int exit, string output, string error) = await RunAsync(option, value);

        exit.Should().Be(1);
        output.Should().BeEmpty();
        error.Trim().Should().NotBeEmpty().And.NotContain("\n").And.NotContain("   at ");
    }

    [Fact]
    public async Task Stopped_experiment_takes_its_keys_with_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs kill");
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("cwmp-tls-interop-");
        var changed = new Bell();
        using var watcher = new FileSystemWatcher(temporary.FullName);
        watcher.Created += (_, _) => changed.Ring();
        watcher.EnableRaisingEvents = true;
        using Process process = Start(temporary.FullName);
        process.Exited += (_, _) => changed.Ring();
        process.EnableRaisingEvents = true;
        await changed.UntilAsync(() => process.HasExited || temporary.GetDirectories().Length > 0);

        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        string error = await process.StandardError.ReadToEndAsync().WaitAsync(OpenSslProcess.Ceiling);
        await process.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);

        // The signal may come when all is done.
        (process.ExitCode == 0 || error.Trim() == "The experiment was stopped.").Should().BeTrue(error);
        temporary.GetDirectories().Should().BeEmpty();
        temporary.Delete(recursive: true);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(null, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string? temporary, params string[] arguments)
    {
        // …/bin/<configuration>/net10.0/ here and there alike.
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string program = Path.Combine(
            RepositoryFiles.Root, "samples", "MutualAuthentication", "bin", parts[^2], parts[^1], "MutualAuthentication.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (temporary is not null)
        {
            start.Environment["TMPDIR"] = temporary;
        }

        return Process.Start(start)!;
    }
}
