// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Certificates;

/// <summary>samples/IssueCertificates as a user runs it.</summary>
public sealed class IssueCertificatesSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writes_every_file_and_they_fit_together()
    {
        (int exitCode, string output) = Run("--out", _folder.Path, "--acs-host", "acs.example", "--acs-ip", "127.0.0.1", "--device",
            "012345:Set-Top:1", "00256D::AB/1");

        exitCode.Should().Be(0, output);
        _folder.Names().Should().BeEquivalentTo(
            "ca.pem", "ca.key", "acs.pem", "acs.key", "acs.p12",
            "012345-Set%2DTop-1.pem", "012345-Set%2DTop-1.key", "012345-Set%2DTop-1.p12",
            "00256D-AB%2F1.pem", "00256D-AB%2F1.key", "00256D-AB%2F1.p12");
        using CertificateCredential acs = CertificateFile.LoadCredential(_folder.File("acs.pem"), _folder.File("acs.key"));
        using CertificateCredential cpe = CertificateFile.LoadPkcs12(_folder.File("012345-Set%2DTop-1.p12"));
        using CertificateCredential ca = CertificateFile.LoadCredential(_folder.File("ca.pem"), _folder.File("ca.key"));
        using CertificateAuthority authority = CertificateAuthority.FromCredential(ca);
        (authority.HasIssued(acs.Certificate), authority.HasIssued(cpe.Certificate)).Should().Be((true, true));
        DeviceIdentityExtractor.Default.Extract(cpe.Certificate).Identity.Should().Be(new DeviceIdentity("012345", "Set-Top", "1"));
        (acs.Certificate.MatchesHostname("acs.example"), acs.Certificate.MatchesHostname("127.0.0.1")).Should().Be((true, true));
    }

    [Fact]
    public void Second_run_keeps_what_fits_and_says_so()
    {
        Run("--out", _folder.Path, "--acs-host", "acs.example", "--device", "012345:STB:1").ExitCode.Should().Be(0);
        string before = File.ReadAllText(_folder.File("ca.key")) + File.ReadAllText(_folder.File("012345-STB-1.key"));
        string acsBefore = File.ReadAllText(_folder.File("acs.pem"));

        (int exitCode, string output) =
            Run("--out", _folder.Path, "--acs-host", "other.example", "--device", "012345:STB:1", "--device", "012345:STB:2");

        exitCode.Should().Be(0, output);
        (File.ReadAllText(_folder.File("ca.key")) + File.ReadAllText(_folder.File("012345-STB-1.key"))).Should().Be(before);
        File.ReadAllText(_folder.File("acs.pem")).Should().NotBe(acsBefore);
        output.Should().MatchRegex("kept .*ca.pem").And.MatchRegex("replaced .*acs.pem").And.MatchRegex("kept .*STB-1.pem")
            .And.MatchRegex("created .*STB-2.pem");
    }

    [Fact]
    public void Failure_says_what_to_do_next()
    {
        _folder.Write("ca.pem", "not a certificate");
        _folder.Write("file", "");

        string[][] calls =
        [
            [],
            ["--out", _folder.Path, "--acs-host", "acs.example", "--device", "012345:STB:1"],
            ["--out", _folder.File("new"), "--acs-host", "a b", "--device", "012345:STB:1"],
            ["--out", _folder.File("new"), "--acs-host", "acs.example", "--device", "xyz:STB:1"],
            ["--out", _folder.File("new"), "--acs-host", "acs.example", "--device", "012345"],
            ["--out", _folder.File("new"), "--acs-ip", "1.2.3", "--device", "012345:STB:1"],
            ["--out", _folder.File("file"), "--acs-host", "acs.example", "--device", "012345:STB:1"],
            ["--wrong", "x"],
        ];
        foreach (string[] call in calls)
        {
            (int exitCode, string output) = Run(call);

            exitCode.Should().Be(1, output);
            output.Should().NotContain("   at ").And.NotContain("Unhandled");
            output.TrimEnd().Split('\n').Length.Should().BeGreaterThanOrEqualTo(2, output);
        }

        File.ReadAllText(_folder.File("ca.pem")).Should().Be("not a certificate");
    }

    [Theory]
    [InlineData("--acs-host", "a b")]
    [InlineData("--acs-host", "")]
    [InlineData("--acs-host", "*.")]
    [InlineData("--acs-ip", "300.1.1.1")]
    [InlineData("--acs-hots", "acs.example")]
    [InlineData("--force", "--device")]
    public void Mistake_is_found_before_anything_is_written(string option, string value)
    {
        (int exitCode, string output) =
            Run("--out", _folder.File("new"), "--acs-host", "acs.example", "--device", "012345:STB:1", option, value);

        exitCode.Should().Be(1);
        output.Should().Contain(option).And.Contain("--help");
        _folder.Names().Should().BeEmpty();
    }

    [Fact]
    public void Zone_of_an_address_stays_out_of_the_certificate()
    {
        Run("--out", _folder.Path, "--acs-ip", "fe80::1%1", "--device", "012345:STB:1").ExitCode.Should().Be(0);

        using CertificateCredential acs = CertificateFile.LoadCredential(_folder.File("acs.pem"), _folder.File("acs.key"));
        acs.Certificate.Subject.Should().Be("CN=fe80::1");
        acs.Certificate.MatchesHostname("fe80::1").Should().BeTrue();
    }

    [Fact]
    public async Task Runs_at_the_same_time_do_not_mix_their_keys()
    {
        string[] call = ["--out", _folder.Path, "--acs-host", "acs.example", "--device", "012345:STB:1"];

        (int ExitCode, string Output)[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run(call))));

        runs.Should().Contain(run => run.ExitCode == 0);
        runs.Should().NotContain(run => run.ExitCode != 0 && !run.Output.Contains("another run"), "runs that do not meet all succeed");
        using CertificateCredential cpe =
            CertificateFile.LoadCredential(_folder.File("012345-STB-1.pem"), _folder.File("012345-STB-1.key"));
        using CertificateCredential ca = CertificateFile.LoadCredential(_folder.File("ca.pem"), _folder.File("ca.key"));
        using CertificateAuthority authority = CertificateAuthority.FromCredential(ca);
        authority.HasIssued(cpe.Certificate).Should().BeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        string configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        string program =
            Path.Combine(RepositoryFiles.Root, "samples", "IssueCertificates", "bin", configuration, "net10.0", "IssueCertificates.dll");
        Assert.SkipUnless(File.Exists(program), "samples/IssueCertificates is not built");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
