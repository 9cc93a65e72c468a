// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>What the handler of a session may do, what happens when it fails, and what it sees when the session does.</summary>
public sealed class HandlerTests
{
    [Fact]
    public async Task Handler_that_throws_ends_the_session_cleanly_and_is_logged()
    {
        await using var lab = new AcsLab((_, _) => throw new InvalidOperationException("handler bug"));
        ScriptedCpe cpe = lab.Cpe();

        AcsReply reply = await cpe.StartAsync();

        reply.StatusCode.Should().Be(204);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.HandlerFailed);
        lab.TheEnd.Error.Should().BeOfType<InvalidOperationException>();
        lab.Log.GetSnapshot().Should().ContainSingle(record => record.Id.Name == "HandlerFailed");
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Fault_that_the_handler_does_not_catch_is_its_failure()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply reply = await cpe.FaultAsync(9001);

        reply.StatusCode.Should().Be(204);
        lab.TheEnd.Error.Should().BeOfType<CwmpFaultException>();
    }

    [Fact]
    public async Task Answer_that_throws_is_fault_8002_and_the_session_goes_on()
    {
        await using var lab = new AcsLab(new ThrowingAcs());
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply fault = await cpe.TransferCompleteAsync();

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8002");
        ScriptedCpe.Text(fault).Should().NotContain("secret detail");
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Inform_hook_that_throws_is_fault_8002_and_begins_nothing()
    {
        await using var lab = new AcsLab(new ThrowingAcs { InInform = true });
        ScriptedCpe cpe = lab.Cpe();

        AcsReply fault = await cpe.InformAsync();

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8002");
        fault.SessionToken.Should().BeNull();
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Handler_that_takes_too_long_gives_the_cpe_its_204_in_time()
    {
        var thrown = new TaskCompletionSource<Exception>();
        var proceed = new TaskCompletionSource();
        await using var lab = new AcsLab(async (session, _) =>
        {
            await proceed.Task;
            try
            {
                await session.RebootAsync("", CancellationToken.None);
            }
            catch (Exception exception)
            {
                thrown.SetResult(exception);
            }
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        Task<AcsReply> open = cpe.EmptyAsync();

        lab.Time.Advance(TimeSpan.FromSeconds(27));
        AcsReply reply = await open;
        proceed.SetResult();

        reply.StatusCode.Should().Be(204);
        (await thrown.Task.WaitAsync(AcsLab.Ceiling)).Should().BeOfType<AcsSessionEndedException>()
            .Which.Failure.Should().Be(AcsSessionFailure.HandlerTimeout);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.HandlerTimeout);
    }

    [Fact]
    public async Task Answer_that_takes_too_long_is_fault_8002_and_the_session_goes_on()
    {
        var acs = new SlowAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        Task<AcsReply> open = cpe.TransferCompleteAsync();

        lab.Time.Advance(TimeSpan.FromSeconds(27));
        AcsReply reply = await open;
        acs.Proceed.SetResult();

        ScriptedCpe.Element(reply, "FaultCode").Should().Be("8002");
        ScriptedCpe.Element(reply, "ID").Should().Be("tc-1");
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Methods_of_a_session_are_called_one_after_the_other_even_when_one_is_late()
    {
        var acs = new SlowAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        Task<AcsReply> late = cpe.TransferCompleteAsync("late");
        lab.Time.Advance(TimeSpan.FromSeconds(27));
        await late;

        Task<AcsReply> second = cpe.TransferCompleteAsync("second", "tc-2");
        acs.Started.Should().Equal(["late"], "the first answer still runs");
        lab.Time.Advance(TimeSpan.FromSeconds(27));
        ScriptedCpe.Element(await second, "FaultCode").Should().Be("8002");
        Task<AcsReply> turn = cpe.EmptyAsync();
        acs.Started.Should().Equal("late");
        acs.Proceed.SetResult();

        (await turn).StatusCode.Should().Be(204);
        acs.Started.Should().Equal(["late", "run"], "the CPE was told already that its second request had failed");
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Run_does_not_begin_after_the_session_has_ended_waiting_for_a_late_answer()
    {
        var acs = new SlowAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        Task<AcsReply> late = cpe.TransferCompleteAsync("late");
        lab.Time.Advance(TimeSpan.FromSeconds(27));
        await late;
        Task<AcsReply> turn = cpe.EmptyAsync();

        lab.Time.Advance(TimeSpan.FromSeconds(27));
        AcsReply reply = await turn;
        acs.Proceed.SetResult();

        reply.StatusCode.Should().Be(204);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.HandlerTimeout);
        acs.Started.Should().Equal("late");
    }

    [Fact]
    public async Task Session_that_begins_while_the_engine_is_disposed_of_does_not_outlive_it()
    {
        var acs = new SlowAcs { InInform = true };
        var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        Task<AcsReply> inform = cpe.InformAsync();

        await lab.DisposeAsync();
        acs.Proceed.SetResult();
        await inform;

        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.Shutdown);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Token_of_the_handler_is_cancelled_when_the_session_ends()
    {
        var cancelled = new TaskCompletionSource();
        await using var lab = new AcsLab(async (_, token) =>
        {
            using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        _ = cpe.EmptyAsync();

        await cpe.InformAsync();

        await cancelled.Task.WaitAsync(AcsLab.Ceiling);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.Superseded);
        lab.Log.GetSnapshot().Should().NotContain(record => record.Id.Name == "HandlerFailed");
    }

    [Fact]
    public async Task Calls_made_at_the_same_time_go_out_in_order()
    {
        await using var lab =
            new AcsLab((session, token) => Task.WhenAll(session.RebootAsync("", token), session.FactoryResetAsync(token)));
        ScriptedCpe cpe = lab.Cpe();

        await cpe.StartAsync();
        cpe.Received.Should().Be("Reboot");
        await cpe.AnswerAsync("<cwmp:RebootResponse/>");
        cpe.Received.Should().Be("FactoryReset");

        (await cpe.AnswerAsync("<cwmp:FactoryResetResponse/>")).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Call_whose_caller_gave_up_leaves_the_session_in_order()
    {
        using var impatience = new CancellationTokenSource();
        var gaveUp = new TaskCompletionSource();
        await using var lab = new AcsLab(async (session, token) =>
        {
            try
            {
                await session.RebootAsync("", impatience.Token);
            }
            catch (OperationCanceledException)
            {
                gaveUp.SetResult();
            }

            await session.FactoryResetAsync(token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        await impatience.CancelAsync();
        await gaveUp.Task.WaitAsync(AcsLab.Ceiling);
        await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        cpe.Received.Should().Be("FactoryReset");
        (await cpe.AnswerAsync("<cwmp:FactoryResetResponse/>")).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Call_that_the_handler_did_not_wait_for_is_not_sent_after_its_end()
    {
        Task? forgotten = null;
        await using var lab = new AcsLab((session, token) =>
        {
            _ = session.RebootAsync("", token);
            forgotten = session.FactoryResetAsync(token);
            return Task.CompletedTask;
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        cpe.Received.Should().Be("Reboot");

        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        last.StatusCode.Should().Be(204);
        await FluentActions.Awaiting(() => forgotten!).Should().ThrowAsync<AcsSessionEndedException>();
    }

    [Fact]
    public async Task Calls_outside_the_run_are_a_mistake_of_the_caller()
    {
        var acs = new CallingTooEarlyAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply fault = await cpe.TransferCompleteAsync();

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8002");
        acs.Thrown.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Requests_of_the_cpe_cannot_be_called_by_the_acs()
    {
        ArgumentException? thrown = null;
        await using var lab = new AcsLab(async (session, token) =>
        {
            try
            {
                await session.CallAsync(new TransferComplete(), token);
            }
            catch (ArgumentException exception)
            {
                thrown = exception;
            }
        });

        AcsReply reply = await lab.Cpe().StartAsync();

        reply.StatusCode.Should().Be(204);
        thrown.Should().NotBeNull();
    }

    [Fact]
    public async Task Text_that_xml_cannot_carry_fails_in_the_caller_and_the_session_goes_on()
    {
        Exception? thrown = null;
        await using var lab = new AcsLab(async (session, token) =>
        {
            try
            {
                await session.RebootAsync("\u0001", token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                thrown = exception;
            }

            await session.RebootAsync("fine", token);
        });
        ScriptedCpe cpe = lab.Cpe();

        AcsReply reply = await cpe.StartAsync();

        thrown.Should().NotBeNull();
        ScriptedCpe.Element(reply, "CommandKey").Should().Be("fine");
    }

    [Fact]
    public async Task Vendor_methods_can_be_called()
    {
        VendorResponse? response = null;
        await using var lab =
            new AcsLab(async (session, token) => response = await session.CallAsync(new VendorRequest("X_00256D_Act"), token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        cpe.Received.Should().Be("X_00256D_Act");

        AcsReply last = await cpe.AnswerAsync("<cwmp:X_00256D_ActResponse><Result>42</Result></cwmp:X_00256D_ActResponse>");

        last.StatusCode.Should().Be(204);
        response!.Results.Should().ContainSingle();
    }

    [Fact]
    public async Task Large_trees_are_read_in_parts_and_taken_apart_where_the_cpe_cannot()
    {
        var names = new List<string>();
        await using var lab = new AcsLab(async (session, token) =>
        {
            await foreach (ParameterValue value in session.EnumerateParameterValuesAsync("Device.", token))
            {
                names.Add(value.Name + "=" + value.Text);
            }
        });
        ScriptedCpe cpe = lab.Cpe();

        await cpe.StartAsync();
        cpe.Received.Should().Be("GetParameterNames");
        await cpe.AnswerAsync(ScriptedCpe.NamesResponse("Device.", "Device.Root", "Device.A.", "Device.B.", "Elsewhere."));
        cpe.Received.Should().Be("GetParameterValues");
        await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.Root", "r")));
        await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.A.X", "1"), ("Device.A.Y", "2")));
        AcsReply names2 = await cpe.FaultAsync(9004);
        cpe.Received.Should().Be("GetParameterNames");
        ScriptedCpe.Element(names2, "ParameterPath").Should().Be("Device.B.");
        await cpe.AnswerAsync(ScriptedCpe.NamesResponse("Device.B.P", "Device.B.C."));
        await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.B.P", "p")));
        AcsReply last = await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.B.C.Z", "z")));

        last.StatusCode.Should().Be(204);
        names.Should().Equal("Device.Root=r", "Device.A.X=1", "Device.A.Y=2", "Device.B.P=p", "Device.B.C.Z=z");
    }

    [Fact]
    public async Task Tree_without_end_does_not_fill_the_memory()
    {
        int values = 0;
        await using var lab = new AcsLab(async (session, token) =>
        {
            await foreach (ParameterInfoStruct entry in session.EnumerateParameterNamesAsync("", token))
            {
                values++;
            }
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string path = "";
        int answers = 0;

        // Each level has a thousand objects with long names, each of which has as many.
        while (cpe.Received == "GetParameterNames" && answers++ < 40)
        {
            string parent = path;
            await cpe.AnswerAsync(
                ScriptedCpe.NamesResponse([.. Enumerable.Range(0, 1000).Select(i => $"{parent}{i}{new string('x', 250)}.")]));
            path = $"{parent}0{new string('x', 250)}.";
        }

        answers.Should().BeInRange(2, 12, "the limit is 4 Mi characters");
        lab.TheEnd.Error.Should().BeOfType<CwmpFaultException>().Which.FaultCode.Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Names_of_a_tree_are_listed_object_by_object()
    {
        var names = new List<string>();
        await using var lab = new AcsLab(async (session, token) =>
        {
            await foreach (ParameterInfoStruct entry in session.EnumerateParameterNamesAsync("", token))
            {
                names.Add(entry.Name);
            }
        });
        ScriptedCpe cpe = lab.Cpe();

        await cpe.StartAsync();
        await cpe.AnswerAsync(ScriptedCpe.NamesResponse("Device."));
        await cpe.AnswerAsync(ScriptedCpe.NamesResponse("Device.A", "Device.B."));
        AcsReply last = await cpe.AnswerAsync(ScriptedCpe.NamesResponse("Device.B.C"));

        last.StatusCode.Should().Be(204);
        names.Should().Equal("Device.", "Device.A", "Device.B.", "Device.B.C");
    }

    [Fact]
    public async Task Each_acs_from_a_factory_is_given_back_once_however_its_session_ends()
    {
        var factory = new CountingFactory();
        await using var lab = new AcsLab(AcsLab.Nothing);
        await using var engine = new AcsEngine(factory, new AcsEngineOptions { TimeProvider = lab.Time });
        var evidence = new AcsPeerEvidence
        {
            IsSecure = true,
            CertificateClass = AcsCertificateClass.Unique,
            CertificateDevice = new("00256D", "Router", "1")
        };
        ScriptedCpe writer = lab.Cpe();
        byte[] inform = Encoding.UTF8.GetBytes(writer.Envelope(ScriptedCpe.InformBody(evidence.CertificateDevice), "1"));

        AcsReply first = await engine.HandleAsync(new AcsRequest { Body = inform, Evidence = evidence });
        await engine.HandleAsync(new AcsRequest { SessionTokens = [first.SessionToken!], Evidence = evidence });
        await engine.HandleAsync(new AcsRequest { Body = inform, Evidence = evidence });
        await engine.HandleAsync(new AcsRequest { Body = inform, Evidence = evidence });
        lab.Time.Advance(TimeSpan.FromMinutes(1));
        await factory.AllReleased(3);

        factory.Created.Should().Be(3);
        factory.Released.Should().Be(3);
    }

    [Fact]
    public async Task Fault_whose_text_xml_cannot_carry_is_fault_8002()
    {
        await using var lab = new AcsLab(new FaultingAcs());
        ScriptedCpe cpe = lab.Cpe();

        AcsReply inform = await cpe.InformAsync("1 BOOT");
        await cpe.InformAsync();
        AcsReply transfer = await cpe.TransferCompleteAsync();

        ScriptedCpe.Element(inform, "FaultCode").Should().Be("8002");
        ScriptedCpe.Element(transfer, "FaultCode").Should().Be("8002");
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Acs_is_not_given_back_while_it_still_answers_a_request()
    {
        var acs = new SlowAcs();
        var factory = new CountingFactory(acs);
        await using var lab = new AcsLab(AcsLab.Nothing);
        await using var engine = new AcsEngine(factory, new AcsEngineOptions { TimeProvider = lab.Time });
        AcsPeerEvidence evidence = lab.Cpe().Evidence;
        byte[] inform = Encoding.UTF8.GetBytes(lab.Cpe().Envelope(ScriptedCpe.InformBody(evidence.CertificateDevice!), "1"));
        byte[] transfer = Encoding.UTF8.GetBytes(lab.Cpe().Envelope(ScriptedCpe.TransferComplete(), "2"));
        AcsReply first = await engine.HandleAsync(new AcsRequest { Body = inform, Evidence = evidence });
        ValueTask<AcsReply> open =
            engine.HandleAsync(new AcsRequest { Body = transfer, Evidence = evidence, SessionTokens = [first.SessionToken!] });

        await engine.StopAsync(new CancellationToken(canceled: true));
        (await open).StatusCode.Should().Be(503);
        factory.Released.Should().Be(0);
        acs.Proceed.SetResult();

        await factory.AllReleased(1);
    }

    [Fact]
    public async Task Acs_is_not_given_back_while_it_still_thinks_about_an_inform()
    {
        var acs = new SlowAcs { InInform = true };
        var factory = new CountingFactory(acs);
        await using var lab = new AcsLab(AcsLab.Nothing);
        await using var engine = new AcsEngine(factory, new AcsEngineOptions { TimeProvider = lab.Time });
        AcsPeerEvidence evidence = lab.Cpe().Evidence;
        byte[] inform = Encoding.UTF8.GetBytes(lab.Cpe().Envelope(ScriptedCpe.InformBody(evidence.CertificateDevice!), "1"));
        ValueTask<AcsReply> open = engine.HandleAsync(new AcsRequest { Body = inform, Evidence = evidence });

        lab.Time.Advance(TimeSpan.FromSeconds(27));
        ScriptedCpe.Element(await open, "FaultCode").Should().Be("8002");
        factory.Released.Should().Be(0);
        acs.Proceed.SetResult();

        await factory.AllReleased(1);
    }

    private sealed class FaultingAcs : CwmpAcs
    {
        private static readonly CwmpFaultException Unwritable = new(CwmpFault.Create(CwmpFaultCode.AcsRequestDenied, "no\u0000"));

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            session.Inform.Event[0].EventCode == EventCode.Boot ? throw Unwritable : base.OnInformAsync(session, cancellationToken);

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken) =>
            throw Unwritable;
    }

    private sealed class ThrowingAcs : CwmpAcs
    {
        public bool InInform { get; init; }

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            InInform ? throw new InvalidOperationException("secret detail") : base.OnInformAsync(session, cancellationToken);

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("secret detail");
    }

    private sealed class SlowAcs : CwmpAcs
    {
        public TaskCompletionSource Proceed { get; } = new();

        public bool InInform { get; init; }

        public List<string> Started { get; } = [];

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken)
        {
            Started.Add("run");
            return Task.CompletedTask;
        }

        public override async Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken)
        {
            await (InInform ? Proceed.Task : Task.CompletedTask);
            return AcsInformAnswer.Accept;
        }

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken)
        {
            Started.Add(request.CommandKey);
            return Proceed.Task;
        }
    }

    private sealed class CallingTooEarlyAcs : CwmpAcs
    {
        public Exception? Thrown { get; private set; }

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override async Task OnTransferCompleteAsync(AcsSession session, TransferComplete request,
            CancellationToken cancellationToken)
        {
            try
            {
                await session.RebootAsync("", cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                Thrown = exception;
                throw;
            }
        }
    }

    private sealed class CountingFactory(CwmpAcs? acs = null) : ICwmpAcsFactory
    {
        private readonly SemaphoreSlim _released = new(0);
        private int _createdCount;
        private int _releasedCount;

        public int Created => _createdCount;

        public int Released => _releasedCount;

        public ValueTask<CwmpAcs> CreateAsync(DeviceIdentity device, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _createdCount);
            return new ValueTask<CwmpAcs>(acs ?? CwmpAcs.FromDelegate(AcsLab.Nothing));
        }

        public ValueTask ReleaseAsync(CwmpAcs acs)
        {
            Interlocked.Increment(ref _releasedCount);
            _released.Release();
            return ValueTask.CompletedTask;
        }

        public async Task AllReleased(int count)
        {
            for (int i = 0; i < count; i++)
            {
                (await _released.WaitAsync(AcsLab.Ceiling)).Should().BeTrue();
            }
        }
    }
}
