// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Cpe;

/// <summary>samples/CpeSimulator against samples/AcsServer, as processes; and one clear line for whatever is wrong.</summary>
public sealed class CpeSimulatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestPki _pki = new();

    public CpeSimulatorTests()
    {
        Save(_pki.Root, "ca");
        Save(_pki.Acs("localhost").Issue(), "acs");
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fleet_with_certificates_made_on_the_fly_has_its_sessions_and_says_so()
    {
        using Acs acs = await StartAcsAsync();

        (int exit, string output, _) = await RunAsync(acs.Port, "--ca-key", _folder.File("ca.key"), "--devices", "4", "--sessions", "3");

        exit.Should().Be(0, output);
        output.Should().Contain("4 devices, 12 sessions").And.Contain("0 failed").And.Contain("p99");
        acs.Lines.Count(line => line.Contains("\"outcome\":\"completed\"", StringComparison.Ordinal)).Should().Be(12);
        acs.Lines.Select(line => line.Split('"')[3]).Distinct().Should().HaveCount(4, "each device is one of its own");
    }

    [Fact]
    public async Task Model_of_the_other_root_is_a_device_like_any()
    {
        string model = _folder.Write("model.csv", """
            Parameter,Object,Writable,Value,Value type
            DeviceID.Manufacturer,false,false,"Maker, Inc.",xsd:string
            DeviceID.OUI,false,false,00D09E,xsd:string
            DeviceID.ProductClass,false,false,Old,xsd:string
            DeviceID.SerialNumber,false,false,77,xsd:string
            InternetGatewayDevice,true,false,,
            InternetGatewayDevice.DeviceSummary,false,false,,xsd:string
            InternetGatewayDevice.DeviceInfo,true,false,,
            InternetGatewayDevice.DeviceInfo.SoftwareVersion,false,false,1,xsd:string
            InternetGatewayDevice.ManagementServer,true,false,,
            InternetGatewayDevice.ManagementServer.URL,false,true,,xsd:string
            InternetGatewayDevice.ManagementServer.PeriodicInformInterval,false,true,60,xsd:unsignedInt
            """);
        using Acs acs = await StartAcsAsync();

        (int exit, string output, string error) =
            await RunAsync(acs.Port, "--ca-key", _folder.File("ca.key"), "--model", model, "--sessions", "1");

        exit.Should().Be(0, output + error);
        output.Should().Contain("0 BOOTSTRAP, 1 BOOT");
        acs.Lines.Should().ContainSingle().Which.Should().Contain("00D09E-Old-77").And.Contain("SetParameterValues");
    }

    [Fact]
    public async Task Wrong_port_wrong_ca_and_wrong_certificates_say_what_to_do()
    {
        using Acs acs = await StartAcsAsync();
        using TestPki others = new();
        Save(others.Root, "other-ca");
        Save(_pki.Cpe("00D09E-Gateway-1").Expired().Issue(), "expired");

        (int exit, string output, _) = await RunAsync(FreePort(), "--ca-key", _folder.File("ca.key"), "--sessions", "1");
        exit.Should().Be(1);
        output.Trim().Should().Contain("ConnectionRefused").And.Contain("port in --acs").And.NotContain("\n");

        (exit, output, _) = await RunAsync(
            acs.Port, "--ca", _folder.File("other-ca.pem"), "--cert", _folder.File("acs.pem"), "--key", _folder.File("acs.key"),
                "--sessions", "1");
        exit.Should().Be(1);
        output.Trim().Should().Contain("AcsUntrusted").And.Contain("--ca").And.NotContain("\n");

        (exit, output, string error) = await RunAsync(
            acs.Port, "--cert", _folder.File("expired.pem"), "--key", _folder.File("expired.key"), "--sessions", "1");
        exit.Should().Be(1);
        (output + error).Trim().Should().MatchRegex("(?i)expired|OwnCertificateRefused").And.NotContain("   at ").And.NotContain("\n");
    }

    [Theory]
    [InlineData("--cert", "missing.pem", "missing.pem")]
    [InlineData("--devices", "0", "1 to 100000")]
    [InlineData("--model", "ca.pem", "no model in the format of genieacs-sim")]
    [InlineData("--acs", "localhost", "no http or https URL")]
    [InlineData("--nonsense", "1", "--nonsense")]
    [InlineData("--connection-request-port", "65530", "leaves no ports")]
    public async Task Wrong_command_line_is_one_line(string option, string value, string expected)
    {
        value = value.EndsWith(".pem", StringComparison.Ordinal) ? _folder.File(value) : value;

        (int exit, string output, string error) =
            await RunAsync(1, option == "--devices" ? [option, value] : ["--devices", "20", option, value]);

        exit.Should().Be(2);
        output.Should().BeEmpty();
        error.Trim().Should().Contain(expected).And.NotContain("\n").And.NotContain("   at ");
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static ProcessStartInfo Sample(string name, IEnumerable<string> arguments)
    {
        // …/bin/<configuration>/net10.0/ here and there alike.
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments.Prepend(
            Path.Combine(RepositoryFiles.Root, "samples", name, "bin", parts[^2], parts[^1], name + ".dll")))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private void Save(TestCertificate certificate, string name)
    {
        using CertificateCredential credential = certificate.ToCredential();
        CertificateFile.SaveCredential(credential, _folder.File(name + ".pem"), _folder.File(name + ".key"));
    }

    private async Task<Acs> StartAcsAsync()
    {
        int port = FreePort();
        Acs acs = new(port, Process.Start(Sample("AcsServer",
        [
            "--port", $"{port}", "--ca", _folder.File("ca.pem"), "--cert", _folder.File("acs.pem"), "--key", _folder.File("acs.key"),
        ]))!);
        await acs.Listening.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return acs;
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(int port, params string[] arguments)
    {
        string[] all = ["--acs", $"https://localhost:{port}/",
            .. arguments.Contains("--ca") ? Array.Empty<string>() : ["--ca", _folder.File("ca.pem")], .. arguments];
        using Process process = Process.Start(Sample("CpeSimulator", all))!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private sealed class Acs : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Acs(int port, Process process)
        {
            Port = port;
            _process = process;
            process.OutputDataReceived += (_, line) =>
            {
                lock (_lines)
                {
                    _lines.AddRange(line.Data is null ? [] : [line.Data]);
                }
            };
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is null || line.Data.StartsWith("Listening", StringComparison.Ordinal))
                {
                    _listening.TrySetResult();
                }
            };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public int Port { get; }

        public Task Listening => _listening.Task;

        /// <summary>What it has reported: one line a session, complete when it has ended.</summary>
        public IReadOnlyList<string> Lines
        {
            get
            {
                if (!_process.HasExited)
                {
                    _process.Kill();
                }

                _process.WaitForExit();
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public void Dispose()
        {
            _ = Lines;
            _process.Dispose();
        }
    }
}
