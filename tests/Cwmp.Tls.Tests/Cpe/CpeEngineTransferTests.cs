// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>cwmp-session.md §7.</summary>
public sealed class CpeEngineTransferTests : IAsyncDisposable
{
    private const string Url = "https://files.example/image";
    private readonly CpeBench _bench = new();
    private readonly FakeFileServer _files = new();
    private readonly TransferRecorder _device = new();

    // An attempt that breaks off is logged, and by then its file is closed.
    private readonly LogBell _logged = new();
    private readonly ILoggerFactory _loggers;
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cpe-transfers-" + Guid.NewGuid().ToString("N"));

    public CpeEngineTransferTests()
    {
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(_logged));
        _bench.Acs.OnFile = _files.HandleAsync;
        _bench.Configure = Configure;
    }

    private FakeAcs Acs => _bench.Acs;

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _loggers.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task Download_is_answered_with_1_fetched_after_the_session_and_reported()
    {
        await _bench.BootAsync();

        DownloadResponse response = (DownloadResponse)await _bench.AskAsync(Firmware("k") with { FileSize = 200_000 });
        await _bench.SessionAsync();

        response.Status.Should().Be(RequestStatus.NotYetApplied);
        response.StartTime.IsUnknown.Should().BeTrue();
        _device.Applied.Should().ContainSingle().Which.Should().Equal(_files.Content);
        Acs.Informs[^1].Events.Should().Equal("7 TRANSFER COMPLETE", "M Download/k");
        TransferComplete complete = Complete();
        complete.CommandKey.Should().Be("k");
        complete.FaultStruct.IsSuccess.Should().BeTrue();
        complete.StartTime.IsUnknown.Should().BeFalse();
        complete.CompleteTime.IsUnknown.Should().BeFalse();
        await _bench.NoSessionAsync();
        Directory.GetFiles(_directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Upload_is_put_and_reported()
    {
        await _bench.BootAsync();

        await _bench.AskAsync(new Upload { CommandKey = "u", FileType = FileTypes.UploadVendorLogFile, URL = Url });
        await _bench.SessionAsync();

        _files.Uploads.Should().ContainSingle().Which.Should().Equal(1, 2, 3);
        Acs.Informs[^1].Events.Should().Equal("7 TRANSFER COMPLETE", "M Upload/u");
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Delay_is_kept()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k") with { DelaySeconds = 600 });

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(599));
        _files.Requests.Should().BeEmpty();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Delay_survives_the_power_cut()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k") with { DelaySeconds = 600 });
        await _bench.PowerOffAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(300));
        await _bench.BootAsync();

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(299));
        _files.Requests.Should().BeEmpty();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Broken_download_goes_on_where_it_was()
    {
        _files.Cuts.Enqueue(50_000);
        _files.Cuts.Enqueue(30_000);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        _files.Requests.Should().Equal("GET /image", "GET /image bytes=50000-", "GET /image bytes=80000-");
        _device.Applied.Single().Should().Equal(_files.Content);
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task File_that_changed_meanwhile_is_fetched_anew()
    {
        _files.Cuts.Enqueue(50_000);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _files.Reached.Task;
        await _bench.SettleAsync();
        _files.ETag = "\"v2\"";
        _files.Content = [.. _files.Content.Reverse()];

        await AdvanceUntilReportedAsync();

        _device.Applied.Single().Should().Equal(_files.Content);
    }

    [Fact]
    public async Task Download_goes_on_after_a_power_cut_from_what_was_flushed()
    {
        _files.Content = new byte[9 * 1024 * 1024];
        new Random(4).NextBytes(_files.Content);
        _files.Cuts.Enqueue(6 * 1024 * 1024);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _logged.UntilAsync(() =>
            Directory.Exists(_directory) && Directory.GetFiles(_directory).Any(f => new FileInfo(f).Length == 6 * 1024 * 1024));

        await _bench.PowerOffAsync();
        await _bench.BootAsync();
        await AdvanceUntilReportedAsync();

        _files.Requests.Should().HaveCount(2);
        _files.Requests[1].Should().MatchRegex("GET /image bytes=4[0-9]{6}-");
        _device.Applied.Single().Should().Equal(_files.Content);
        Acs.Informs[^1].Events.Should().Contain("M Download/k");
    }

    [Fact]
    public async Task Firmware_reports_after_its_reboot()
    {
        _device.Result = CpeApplyResult.AppliedByReboot;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        List<string> events = [.. (await _bench.SessionAsync()).Events.Select(e => e.EventCode.Text)];
        if (!events.Contains("7 TRANSFER COMPLETE"))
        {
            await _bench.SessionAsync();
        }

        Acs.Informs.SelectMany(i => i.Events).Should().Contain("M Download/k");
        Acs.Informs[^1].Events.Should().NotContain("M Reboot/");
        _device.Confirmed.Should().Be(1);
        _device.Applied.Should().ContainSingle();
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Firmware_that_did_not_come_up_is_reported_as_failed()
    {
        _device.Result = CpeApplyResult.AppliedByReboot;
        _device.ConfirmFailure = new CwmpFaultException(CwmpFaultCode.FileCorrupted, "the old image is running");
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.Should().Be(new FaultStruct(CwmpFaultCode.FileCorrupted, "the old image is running"));
    }

    [Fact]
    public async Task Power_cut_while_applying_applies_again_and_reports_once()
    {
        _device.ApplyGate = new TaskCompletionSource().Task;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _device.Applying.Task;
        await _bench.PowerOffAsync();
        _device.ApplyGate = Task.CompletedTask;

        await _bench.BootAsync();
        await AdvanceUntilReportedAsync();

        _files.Requests.Should().ContainSingle("the file is here already");
        _device.Applied.Should().ContainSingle();
        Acs.Posts.Count(p => p.Body is TransferComplete).Should().Be(1);
    }

    [Fact]
    public async Task Undelivered_report_survives_power_cuts()
    {
        await _bench.BootAsync();
        Acs.SetHandler(post => post.Body is TransferComplete ? FakeAcs.Status(503) : null);
        await _bench.AskAsync(Firmware("k"));
        (await _bench.SessionAsync()).Succeeded.Should().BeFalse();
        for (int i = 0; i < 2; i++)
        {
            await _bench.PowerOffAsync();
            _bench.Start();
            (await _bench.SessionAsync()).Succeeded.Should().BeFalse();
        }

        await _bench.PowerOffAsync();
        Acs.On = null;
        await _bench.BootAsync();

        Acs.Informs[^1].Events.Should().Equal("1 BOOT", "7 TRANSFER COMPLETE", "M Download/k");
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
        _device.Applied.Should().ContainSingle();
        ((GetAllQueuedTransfersResponse)await _bench.AskAsync(new GetAllQueuedTransfers())).TransferList.Should().BeEmpty();
    }

    [Theory]
    [InlineData(404, 9016)]
    [InlineData(403, 9016)]
    [InlineData(400, 9010)]
    [InlineData(401, 9012)]
    [InlineData(500, 9010)]
    [InlineData(302, 9016)]
    public async Task Status_of_the_file_server_becomes_its_fault(int status, int fault)
    {
        _files.On = _ => new HttpResponseMessage((HttpStatusCode)status);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        TransferComplete complete = Complete();
        complete.FaultStruct.FaultCode.Value.Should().Be(fault);
        complete.StartTime.IsUnknown.Should().BeTrue();
        complete.CompleteTime.IsUnknown.Should().BeTrue();
        _device.Applied.Should().BeEmpty();
    }

    [Theory]
    [InlineData(199_999)]
    [InlineData(200_001)]
    public async Task File_of_another_size_than_announced_is_corrupted(uint size)
    {
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k") with { FileSize = size });

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.FileCorrupted);
        _device.Applied.Should().BeEmpty();
    }

    [Fact]
    public async Task File_beyond_the_limit_is_not_fetched()
    {
        _bench.Configure = options =>
        {
            Configure(options);
            options.MaxDownloadSize = 1000;
        };
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.FileTransferFailure);
        Directory.GetFiles(_directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_is_tried_several_times()
    {
        _files.On = _ =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no way", new System.Net.Sockets.SocketException(111));
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        _files.Requests.Should().HaveCount(CpeTransferRunner.MaximumAttempts);
        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.CannotContactFileServer);
    }

    [Fact]
    public async Task File_that_cannot_be_used_is_reported_with_the_device_s_fault()
    {
        _device.Failure = new CwmpFaultException(CwmpFaultCode.FileAuthenticationFailure, "not signed by us");
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.Should().Be(new FaultStruct(CwmpFaultCode.FileAuthenticationFailure, "not signed by us"));
    }

    [Fact]
    public async Task Device_that_throws_is_fault_9002_and_keeps_its_secrets()
    {
        _device.Failure = new InvalidOperationException("/etc/secret");
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.InternalError);
        Complete().FaultStruct.FaultString.Should().NotContain("secret");
    }

    [Theory]
    [InlineData("http://files.example/f", 9013)]
    [InlineData("ftp://files.example/f", 9013)]
    [InlineData("tftp://files.example/f", 9013)]
    [InlineData("https://user:pw@files.example/f", 9003)]
    [InlineData("not a url", 9003)]
    [InlineData("", 9003)]
    public async Task Url_that_cannot_be_used_is_refused_in_the_response(string url, int fault)
    {
        await _bench.BootAsync();

        ((CwmpFault)await _bench.AskAsync(Firmware("k") with { URL = url })).FaultCode.Value.Should().Be(fault);

        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Plain_http_transfers_are_possible_by_name()
    {
        _bench.Configure = options =>
        {
            Configure(options);
            options.PlainHttp = CpePlainHttp.Transfers;
        };
        await _bench.BootAsync();

        (await _bench.AskAsync(Firmware("k") with { URL = "http://files.example/image" })).Should().BeOfType<DownloadResponse>();
    }

    [Fact]
    public async Task Device_may_refuse_a_file_type_in_the_response()
    {
        await _bench.BootAsync();

        ((CwmpFault)await _bench.AskAsync(Firmware("k") with { FileType = "9 Nothing" })).FaultCode
            .Should().Be(CwmpFaultCode.RequestDenied);
    }

    [Fact]
    public async Task Queue_is_bounded_and_listed()
    {
        await _bench.BootAsync();
        for (int i = 0; i < CpeTransferDesk.MaximumTransfers; i++)
        {
            await _bench.AskAsync(Firmware("k" + i) with { DelaySeconds = 1000 });
        }

        ((CwmpFault)await _bench.AskAsync(Firmware("more"))).FaultCode.Should().Be(CwmpFaultCode.ResourcesExceeded);
        IReadOnlyList<AllQueuedTransferStruct> all =
            ((GetAllQueuedTransfersResponse)await _bench.AskAsync(new GetAllQueuedTransfers())).TransferList;
        all.Should().HaveCount(16).And.OnlyContain(t => t.State == TransferState.NotYetStarted && t.IsDownload);
        ((GetQueuedTransfersResponse)await _bench.AskAsync(new GetQueuedTransfers())).TransferList.Select(t => t.CommandKey)
            .Should().StartWith("k0");
    }

    [Fact]
    public async Task Waiting_and_running_transfers_can_be_cancelled_and_report_nothing()
    {
        _files.Gate = new TaskCompletionSource().Task;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("running"));
        await _bench.AskAsync(Firmware("waiting") with { DelaySeconds = 1000 });
        await _files.Reached.Task;

        (await _bench.AskAsync(new CancelTransfer { CommandKey = "running" })).Should().BeOfType<CancelTransferResponse>();
        (await _bench.AskAsync(new CancelTransfer { CommandKey = "waiting" })).Should().BeOfType<CancelTransferResponse>();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(2000));

        await _bench.NoSessionAsync();
        ((GetAllQueuedTransfersResponse)await _bench.AskAsync(new GetAllQueuedTransfers())).TransferList.Should().BeEmpty();
    }

    [Fact]
    public async Task File_being_applied_cannot_be_called_back()
    {
        TaskCompletionSource gate = new();
        _device.ApplyGate = gate.Task;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _device.Applying.Task;

        ((CwmpFault)await _bench.AskAsync(new CancelTransfer { CommandKey = "k" })).FaultCode
            .Should().Be(CwmpFaultCode.CancellationNotPermitted);

        gate.SetResult();
        await AdvanceUntilReportedAsync();
    }

    [Fact]
    public async Task Scheduled_download_waits_for_its_window()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(Scheduled((100, 200, TimeWindowModes.AtAnyTime, 0)));

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(99));
        _files.Requests.Should().BeEmpty();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("7 TRANSFER COMPLETE", "M ScheduleDownload/s");
    }

    [Fact]
    public async Task Failed_window_is_followed_by_the_next_and_the_last_decides()
    {
        _files.On = _ => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await _bench.BootAsync();
        await _bench.AskAsync(Scheduled((100, 200, TimeWindowModes.AtAnyTime, 0), (1000, 2000, TimeWindowModes.AtAnyTime, 0)));

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(100));
        await WaitForRequestsAsync(1);
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(900));
        await _bench.SessionAsync();

        _files.Requests.Should().HaveCount(2);
        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.FileTransferFailure);
    }

    [Fact]
    public async Task Window_that_ends_before_the_user_agrees_is_fault_9020()
    {
        _device.Idle = false;
        await _bench.BootAsync();
        await _bench.AskAsync(Scheduled((100, 400, TimeWindowModes.ConfirmationNeeded, 0)));
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(100));

        await AdvanceUntilReportedAsync(TimeSpan.FromSeconds(20));

        _files.Requests.Should().BeEmpty();
        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.NotCompletedInTimeWindow);
    }

    [Theory]
    [InlineData(200, 100)]
    [InlineData(100, 100)]
    public async Task Senseless_windows_are_refused(uint start, uint end)
    {
        await _bench.BootAsync();

        ((CwmpFault)await _bench.AskAsync(Scheduled((start, end, TimeWindowModes.AtAnyTime, 0)))).FaultCode
            .Should().Be(CwmpFaultCode.InvalidArguments);
    }

    [Fact]
    public async Task Credentials_answer_challenges_of_the_named_server_alone()
    {
        List<(string Host, string? Authorization)> seen = [];
        _files.On = request =>
        {
            seen.Add((request.RequestUri!.Host, request.Headers.Authorization?.Scheme));
            if (request.RequestUri.Host == "files.example")
            {
                if (request.Headers.Authorization is null)
                {
                    HttpResponseMessage challenge = new(HttpStatusCode.Unauthorized);
                    challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Digest realm=\"r\", qop=\"auth\", nonce=\"n\"");
                    return challenge;
                }

                HttpResponseMessage redirect = new(HttpStatusCode.Found);
                redirect.Headers.Location = new Uri("https://cdn.example/image");
                return redirect;
            }

            return null;
        };
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k") with { Username = "u", Password = "p" });
        await AdvanceUntilReportedAsync();

        seen.Should().Equal(("files.example", null), ("files.example", "Digest"), ("cdn.example", null));
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Progress_is_told()
    {
        List<CpeTransferProgress> progress = [];
        _bench.Configure = options =>
        {
            Configure(options);
            options.TransferProgress = new Collector(progress);
        };
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await AdvanceUntilReportedAsync();

        progress.Should().HaveCountGreaterThan(10);
        progress[^1].Transferred.Should().Be(200_000);
        progress[^1].Total.Should().Be(200_000);
        progress.Select(p => p.Transferred).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Bootstrap_discards_the_report_of_a_transfer_for_another_acs()
    {
        await _bench.BootAsync();
        Acs.SetHandler(post => post.Url.Host == "acs.example" && post.Body is TransferComplete ? FakeAcs.Status(503) : null);
        await _bench.AskAsync(Firmware("k"));
        await _bench.SessionAsync();

        _bench.Set("ManagementServer.URL", "https://other.example/");
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP");
        ((GetAllQueuedTransfersResponse)await _bench.AskAsync(new GetAllQueuedTransfers())).TransferList.Should().BeEmpty();
        Acs.Posts.Should().NotContain(p => p.Url.Host == "other.example" && p.Body is TransferComplete);
    }

    [Fact]
    public async Task File_stays_until_its_outcome_is_stored()
    {
        FaultyStore store = new();
        _bench.Store = store;
        TaskCompletionSource apply = new();
        _device.ApplyGate = apply.Task;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _device.Applying.Task;

        // The disk is full when the outcome is to be written down, and then the power goes: what the store knows is "being applied".
        store.IsFull = true;
        apply.SetResult();
        await _bench.SessionAsync();
        Acs.Informs[^1].Events.Should().Contain("7 TRANSFER COMPLETE");
        Directory.GetFiles(_directory).Should().ContainSingle();
        await _bench.PowerOffAsync();
        store.IsFull = false;
        Acs.Clear();

        await _bench.BootAsync();
        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.IsSuccess.Should().BeTrue("the file was there to be applied again");
        _files.Requests.Should().ContainSingle();
        Directory.GetFiles(_directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Files_of_transfers_that_are_over_are_deleted_at_the_next_start()
    {
        Directory.CreateDirectory(_directory);
        await File.WriteAllBytesAsync(Path.Combine(_directory, "download-99.part"), [1], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_directory, "not-ours"), [1], TestContext.Current.CancellationToken);

        await _bench.BootAsync();

        Directory.GetFiles(_directory).Select(Path.GetFileName).Should().Equal("not-ours");
    }

    [Fact]
    public async Task Factory_reset_leaves_no_half_of_a_file_behind()
    {
        _files.Cuts.Enqueue(50_000);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));
        await _files.Reached.Task;
        await _logged.UntilAsync(() => Directory.GetFiles(_directory) is [var file] && new FileInfo(file).Length >= 50_000);

        await _bench.AskAsync(new FactoryReset());
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        Directory.GetFiles(_directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Server_that_hangs_up_after_the_handshake_is_tried_again()
    {
        int attempts = 0;
        _files.On = _ => ++attempts < 3
            ? throw new HttpRequestException("cut",
                new TlsConnectionException(TlsConnectionFailure.Truncated, "The connection ended.", isBeforeFirstData: true))
            : null;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.IsSuccess.Should().BeTrue();
        attempts.Should().Be(3);
    }

    [Fact]
    public async Task Server_that_says_it_refuses_the_certificate_is_believed()
    {
        int attempts = 0;
        _files.On = _ =>
        {
            attempts++;
            throw new HttpRequestException(
                "alert",
                new TlsHandshakeException(
                    TlsHandshakeFailure.OwnCertificateRefusedByPeer, TlsHandshakeStage.AfterHandshake, TlsSide.Peer, "Unknown CA",
                        "Look there."));
        };
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.CannotContactFileServer);
        attempts.Should().Be(1);
    }

    [Fact]
    public async Task Server_that_sends_less_than_was_asked_for_is_asked_for_the_rest()
    {
        _files.Cuts.Enqueue(50_000);
        _files.On = request =>
            request.Headers.Range?.Ranges.Single().From is long from ? Part(from, Math.Min(from + 40_000, 200_000)) : null;
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        _files.Requests.Should().Equal(
            "GET /image", "GET /image bytes=50000-", "GET /image bytes=90000-", "GET /image bytes=130000-", "GET /image bytes=170000-");
        _device.Applied.Single().Should().Equal(_files.Content);
        Complete().FaultStruct.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Part_that_nobody_asked_for_is_no_file()
    {
        _files.On = _ => Part(0, 100_000);
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        _device.Applied.Should().BeEmpty();
        Complete().FaultStruct.FaultCode.Should().Be(CwmpFaultCode.CannotCompleteDownload);
    }

    [Fact]
    public async Task Transfer_that_was_cancelled_at_the_last_moment_is_not_applied()
    {
        using CancellationTokenSource cancelled = new();
        await _bench.BootAsync();
        CpeClock clock = new(_bench.Time, Cwmp.Tls.Verification.Time.VerificationClock.Trusted(_bench.Time));
        CpeTransferRunner runner = new(
            new CpeTransferContext
            {
                Http = new()
                {
                    TlsContext = null,
                    Time = _bench.Time,
                    ResponseTimeout = TimeSpan.FromSeconds(30),
                    MaxResponseSize = 65536,
                    UserAgent = "t",
                    HandlerFactory = Acs.CreateHandler
                },
                Handler = new IgnoringHandler(_device),
                Files = new CpeTransferFiles(
                    Directory.CreateDirectory(_directory).FullName, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
                MaxDownloadSize = 1 << 20,
                AllowPlainHttp = false,
                Progress = null,
                Clock = clock,
                Random = new Random(1),
                Log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            },
            new CancellingLedger(cancelled));
        CpeTransfer transfer = new()
        {
            Id = 1,
            Method = "Download",
            Info = new()
            {
                CommandKey = "k",
                IsDownload = true,
                FileType = FileTypes.FirmwareUpgradeImage,
                Url = new Uri(Url),
                FileSize = 0,
                TargetFileName = ""
            },
            Username = "",
            Password = "",
            Start = CpeDeadline.After(TimeSpan.Zero, clock),
        };

        Func<Task> run = () => runner.RunAsync(transfer, null, cancelled.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        _device.Applied.Should().BeEmpty("the ACS was told that the transfer is cancelled");
    }

    [Fact]
    public async Task Times_are_unknown_while_the_clock_is_not_trusted()
    {
        _bench.Configure = options =>
        {
            Configure(options);
            options.Clock = Cwmp.Tls.Verification.Time.VerificationClock.Unknown(_bench.Time);
        };
        await _bench.BootAsync();
        await _bench.AskAsync(Firmware("k"));

        await AdvanceUntilReportedAsync();

        Complete().FaultStruct.IsSuccess.Should().BeTrue();
        Complete().StartTime.IsUnknown.Should().BeTrue();
        Complete().CompleteTime.IsUnknown.Should().BeTrue();
    }

    private HttpResponseMessage Part(long from, long end)
    {
        HttpResponseMessage response =
            new(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(_files.Content[(int)from..(int)end]) };
        response.Content.Headers.ContentRange = new(from, end - 1, _files.Content.Length);
        response.Headers.ETag = new(_files.ETag);
        return response;
    }

    private static Download Firmware(string key) => new() { CommandKey = key, FileType = FileTypes.FirmwareUpgradeImage, URL = Url };

    private static ScheduleDownload Scheduled(params (uint Start, uint End, string Mode, int Retries)[] windows) => new()
    {
        CommandKey = "s",
        FileType = FileTypes.FirmwareUpgradeImage,
        URL = Url,
        TimeWindowList = [.. windows.Select(w =>
        new TimeWindowStruct { WindowStart = w.Start, WindowEnd = w.End, WindowMode = w.Mode, MaxRetries = w.Retries })],
    };

    private void Configure(CpeEngineOptions options)
    {
        options.Transfers = _device;
        options.DownloadDirectory = _directory;
        options.LoggerFactory = _loggers;
    }

    private TransferComplete Complete() => (TransferComplete)Acs.Posts.Last(p => p.Body is TransferComplete).Body!;

    private async Task WaitForRequestsAsync(int count)
    {
        await _files.UntilRequestsAsync(count);
        await _bench.SettleAsync();
    }

    // Attempts wait on the fake clock, which has to be pushed on until the report is out.
    private async Task AdvanceUntilReportedAsync(TimeSpan? step = null)
    {
        await Eventually.HoldsAsync(
            () => Acs.Posts.Any(p => p.Body is TransferComplete),
            () => _bench.AdvanceAsync(step ?? TimeSpan.FromSeconds(1)),
            TimeSpan.FromMilliseconds(1));
        await _bench.SettleAsync();
    }

    private sealed class Collector(List<CpeTransferProgress> progress) : IProgress<CpeTransferProgress>
    {
        public void Report(CpeTransferProgress value) => progress.Add(value);
    }

    // The ACS cancels just before the loop is told that the file is about to be applied.
    private sealed class CancellingLedger(CancellationTokenSource cancelled) : ICpeTransferLedger
    {
        public Task RecordAsync(CpeTransfer transfer, Action<CpeTransfer> change)
        {
            change(transfer);
            return transfer.Step == CpeTransferStep.Applying ? cancelled.CancelAsync() : Task.CompletedTask;
        }
    }

    private sealed class IgnoringHandler(TransferRecorder recorder) : ICpeTransferHandler
    {
        public void Accept(CpeTransferInfo transfer) => recorder.Accept(transfer);

        public Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
            => recorder.ApplyAsync(transfer, path, CancellationToken.None);

        public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) =>
            recorder.OpenUploadAsync(transfer, cancellationToken);
    }
}
