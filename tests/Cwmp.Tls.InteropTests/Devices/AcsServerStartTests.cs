// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>How the sample starts and stops.</summary>
public sealed class AcsServerStartTests(AcsServerProcess server) : IClassFixture<AcsServerProcess>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--port", "https", 2, "--port needs a number")]
    [InlineData("--port", "65536", 2, "--port needs a number")]
    [InlineData("--ca", "/no/such/file", 2, "There is no file /no/such/file")]
    [InlineData("--client-certificates", "perhaps", 2, "required or optional")]
    [InlineData("--tls-profile", "ancient", 2, "modern or legacy")]
    [InlineData("--colour", "red", 2, "There is no option --colour")]
    [InlineData("--users", "", 2, "There is no file")]
    public async Task Wrong_option_is_named(string option, string value, int exit, string message)
    {
        (int code, string output, string error) = await RunAsync(["--port", "0", .. server.Files, option, value]);

        code.Should().Be(exit);
        output.Should().BeEmpty();
        error.Should().Contain(message).And.Contain("usage: AcsServer").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("--ca")]
    [InlineData("--cert")]
    [InlineData("--key")]
    [InlineData("--crl")]
    [InlineData("--users")]
    public async Task File_that_is_something_else_is_one_line(string option)
    {
        string file = _folder.Write("nonsense.pem", "nothing of the kind");

        (int code, string output, string error) = await RunAsync(["--port", "0", .. server.Files, option, file]);

        code.Should().Be(1);
        output.Should().BeEmpty();
        error.Trim().Should().Contain("nonsense.pem").And.NotContain("\n").And.NotContain("   at ");
    }

    [Fact]
    public async Task Missing_options_are_named_all_at_once()
    {
        (int code, _, string error) = await RunAsync([]);

        code.Should().Be(2);
        error.Should().Contain("Missing: --port, --ca, --cert, --key.");
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--http-port")]
    [InlineData("--admin-port")]
    public async Task Port_that_is_taken_is_one_line(string option)
    {
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        taken.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        taken.Listen();
        string port = ((IPEndPoint)taken.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        (int code, string output, string error) = await RunAsync(["--port", "0", .. server.Files, option, port]);

        code.Should().Be(1);
        output.Should().BeEmpty();
        error.Trim().Should().Contain(port).And.NotContain("\n").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_ends_it_in_good_order(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(),
            "the tests run in the background of a shell that has its jobs ignore SIGINT, and so does what they start");
        using Process process = AcsServerProcess.Start(["--port", "0", "--admin-port", "0", .. server.Files]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string? line = await process.StandardError.ReadLineAsync().WaitAsync(OpenSslProcess.Ceiling);
        Task<string> error = process.StandardError.ReadToEndAsync();

        using (Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);
        line.Should().StartWith("Listening on https://").And.EndWith("Ctrl+C stops.");
        process.ExitCode.Should().Be(0);
        (await output).Should().BeEmpty();
        (await error).Should().BeEmpty();
    }

    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Ignored = "SigIgn:";

        // The bit of signal 2.
        return File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line[Ignored.Length..].Trim(), 16) & 0b10) != 0;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using Process process = AcsServerProcess.Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);
        }
        finally
        {
            process.Kill();
        }

        return (process.ExitCode, await output, await error);
    }
}
