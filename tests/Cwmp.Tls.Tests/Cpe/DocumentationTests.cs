// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text.RegularExpressions;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>The code of docs/cpe.md, compiled and, where it needs no files, run; and its tables, beside the code they describe.</summary>
public sealed partial class DocumentationTests
{
    private static string Page => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "cpe.md"));

    [Fact]
    public async Task Calls_of_the_page_work()
    {
        await using CpeBench bench = new();
        await bench.BootAsync();

        await CallAsync(bench.Engine, TestContext.Current.CancellationToken);

        bench.Acs.Informs.SelectMany(inform => inform.Events).Should().Contain("8 DIAGNOSTICS COMPLETE").And.Contain("5 KICKED");
    }

    [Fact]
    public void Bindings_of_the_page_bind()
    {
        CpeParameterTree tree = new(CpeModel.Device);

        Bind(tree);

        int.Parse(tree.Read("Device.DeviceInfo.UpTime")!.Text, CultureInfo.InvariantCulture).Should().BeGreaterThan(0);
    }

    [Fact]
    public void Every_code_block_of_the_page_is_code_of_this_file()
    {
        string source = Normalize(File.ReadAllText(
            Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Tests", "Cpe", nameof(DocumentationTests) + ".cs")));

        MatchCollection blocks = CodeBlock().Matches(Page);

        blocks.Should().HaveCount(4).And.OnlyContain(block => source.Contains(Normalize(block.Groups[1].Value), StringComparison.Ordinal));
    }

    [Fact]
    public void Table_of_events_is_the_one_the_engine_goes_by()
    {
        IEnumerable<CpeEventRule> vendor = new[] { "X …", "M X_…" }.Select(EventCode.FromText)
            .Select(code => CpeEventTable.Standard.For(code) with { Code = code });
        IEnumerable<string> rows = CpeEventTable.Standard.Rules.Concat(vendor).Select(rule => string.Join(
            " | ",
            $"| `{rule.Code}`",
            rule.RaisedBy switch { CpeEventSource.Engine => "engine", CpeEventSource.Both => "both", _ => "application" },
            rule.DeliveredBy ?? "InformResponse",
            rule.IsPerCommand ? "per key" : "once",
            rule.SurvivesFailure ? "kept" : "dropped",
            rule.SurvivesReboot ? "kept" : "dropped",
            (rule.Lifetime is TimeSpan lifetime ? $"after {lifetime.TotalSeconds} s" : "never") + " |"));

        Page.Split('\n').Where(line => EventRow().IsMatch(line)).Should().Equal(rows);
    }

    [Fact]
    public void Every_failure_is_in_the_table_of_failures()
    {
        Enum.GetNames<CpeSessionFailure>().Except(["None"])
            .Should().OnlyContain(name => Page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_of_the_page_are_those_of_the_code()
    {
        CpeEngineOptions options = new() { DataModel = new CpeParameterTree(CpeModel.Device), StateStore = new MemoryCpeStateStore() };
        string[] rows =
        [
            $"| answer of the ACS, its header | {options.MaxResponseSize >> 20} MiB, 32 KiB | the session fails |",
            FormattableString.Invariant($"| requests of the ACS in a session | {options.MaxRequestsPerSession:N0} | the session fails |"),
            $"| waiting events of the application | {CpeEventQueue.MaximumWaiting} | `InvalidOperationException` |",
            $"| transfers, ScheduleInforms, ChangeDUStates, Reboots waiting | {CpeTransferDesk.MaximumTransfers}, "
                + $"{CpeEvents.MaximumScheduled}, {CpeRequestHandler.MaximumBatches}, {CpeRequestHandler.MaximumBatches} | 9004 |",
            FormattableString.Invariant(
                $"| instances of a table, parameters of an answer, length of a value | {CpeParameterTree.MaxInstances:N0}, ")
                + FormattableString.Invariant($"{CpeParameterTree.MaxResults:N0}, ")
                + $"{CpeValueRules.MaximumLength >> 10} KiB | 9004, 9004, 9007 |",
            $"| octets of an answer | {CpePostBuffer.MaximumLength >> 20} MiB | 9004 |",
        ];

        Page.Split('\n').Should().Contain(rows);
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        using CwmpTlsContext context = new CwmpTlsContextBuilder()
            .LoadVerifyLocations("ca.pem").UseCertificateChainFile("device.pem").UsePrivateKeyFile("device.key")
            .Build();
        var model = new CpeParameterTree(
            CpeModel.Load("device.csv"), new Dictionary<string, string> { ["Device.ManagementServer.URL"] = "https://acs.example/cwmp" });
        using var store = new DirectoryCpeStateStore("/var/lib/cpe");
        var engine = new CpeEngine(new CpeEngineOptions { DataModel = model, StateStore = store, TlsContext = context });
        engine.SessionEnded += (_, session) => Console.WriteLine(session.Succeeded ? "ok" : $"{session.Failure}: {session.Message}");
        await engine.RunAsync(cancellationToken);
    }

    [Fact]
    public async Task Ten_lines_of_the_page_say_which_file_is_missing()
    {
        Func<Task> run = () => RunAsync(TestContext.Current.CancellationToken);

        await run.Should().ThrowAsync<CwmpTlsConfigurationException>().WithMessage("*ca.pem*");
    }

    private static async Task CallAsync(CpeEngine engine, CancellationToken cancellationToken)
    {
        await engine.RaiseEventAsync(EventCode.DiagnosticsComplete, cancellationToken: cancellationToken);
        CpeSessionResult session = await engine.RequestSessionAsync(cancellationToken: cancellationToken);
        KickedResponse kicked = await engine.SendAsync(new Kicked { Command = "menu", Next = "http://192.0.2.1/next" }, cancellationToken);
        session.Succeeded.Should().BeTrue();
        kicked.NextURL.Should().NotBeEmpty();
    }

    private static void Bind(CpeParameterTree model)
    {
        model.Bind("Device.DeviceInfo.UpTime", new CpeParameterBinding
        {
            Read = () => (Environment.TickCount64 / 1000).ToString(CultureInfo.InvariantCulture),
        });
        model.Bind("Device.WiFi.SSID.1.SSID", new CpeParameterBinding
        {
            Validate = value => value.Length is >= 1 and <= 32 ? null : "1 to 32 characters are needed",
            Write = value => File.WriteAllText("/etc/ssid", value),
        });
    }

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\| `(\d+|M|X) ")]
    private static partial Regex EventRow();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private static class Firmware
    {
        public static Task VerifyAndWriteAsync(string path, CancellationToken cancellationToken) => Task.CompletedTask;
    }

#pragma warning disable CA1812 // The page's class is there to be compiled.
    private sealed class Files : ICpeTransferHandler
    {
        public void Accept(CpeTransferInfo transfer)
        {
            if (transfer.FileType != FileTypes.FirmwareUpgradeImage)
            {
                throw new CwmpFaultException(CwmpFaultCode.RequestDenied, "Only firmware is taken.");
            }
        }

        public async Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
        {
            await Firmware.VerifyAndWriteAsync(path, cancellationToken);
            return CpeApplyResult.AppliedByReboot;
        }

        public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) =>
            throw new CwmpFaultException(CwmpFaultCode.UploadFailure, "There is nothing to upload.");
    }
#pragma warning restore CA1812
}
