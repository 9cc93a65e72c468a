// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>Too many devices, and the end of the engine.</summary>
public sealed class CapacityTests
{
    [Fact]
    public async Task Full_engine_answers_503_with_retry_after_and_recovers()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options =>
        {
            options.MaxSessions = 2;
            options.RetryAfter = TimeSpan.FromSeconds(90);
        });
        ScriptedCpe first = lab.Cpe("1");
        await first.InformAsync();
        await lab.Cpe("2").InformAsync();

        AcsReply full = await lab.Cpe("3").InformAsync();
        await first.EmptyAsync();
        AcsReply room = await lab.Cpe("3").InformAsync();

        full.StatusCode.Should().Be(503);
        full.RetryAfter.Should().Be(TimeSpan.FromSeconds(90));
        room.StatusCode.Should().Be(200);
    }

    [Fact]
    public async Task Device_with_a_session_may_begin_anew_in_a_full_engine()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.MaxSessions = 1);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply again = await cpe.InformAsync();

        again.StatusCode.Should().Be(200);
        lab.Engine.ActiveSessions.Should().Be(1);
    }

    [Fact]
    public async Task Refused_informs_take_no_place()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.MaxSessions = 1);
        ScriptedCpe impostor = lab.Cpe("X");
        for (int i = 0; i < 10; i++)
        {
            await impostor.InformAsync(device: lab.Cpe("A1").Device);
        }

        (await lab.Cpe("A1").InformAsync()).StatusCode.Should().Be(200);
    }

    [Fact]
    public async Task Stopping_lets_sessions_finish_and_new_ones_wait()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe("1");
        await cpe.StartAsync();

        Task stop = lab.Engine.StopAsync();
        AcsReply turnedAway = await lab.Cpe("2").InformAsync();
        stop.IsCompleted.Should().BeFalse();
        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");
        await stop.WaitAsync(AcsLab.Ceiling);

        turnedAway.StatusCode.Should().Be(503);
        last.StatusCode.Should().Be(204);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Stopping_that_is_cancelled_ends_sessions_at_once()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        await lab.Cpe().StartAsync();
        using var patience = new CancellationTokenSource();

        Task stop = lab.Engine.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stop.WaitAsync(AcsLab.Ceiling);

        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.Shutdown);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Stopping_an_idle_engine_is_done_at_once()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);

        await lab.Engine.StopAsync().WaitAsync(AcsLab.Ceiling);

        lab.Engine.IsStopping.Should().BeTrue();
    }

    [Fact]
    public void Options_out_of_range_are_reported_all_at_once()
    {
        var options = new AcsEngineOptions { MaxSessions = 0, SessionTimeout = TimeSpan.FromSeconds(5), HandlerTimeout = TimeSpan.Zero };

        Action create = () => _ = new AcsEngine(CwmpAcs.FromDelegate(AcsLab.Nothing), options);

        create.Should().Throw<ArgumentException>().WithMessage("*MaxSessions*SessionTimeout*HandlerTimeout*");
    }

    [Fact]
    public async Task Callbacks_that_throw_harm_nobody()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options =>
        {
            options.SessionEnded = _ => throw new InvalidOperationException();
            options.Refused = _ => throw new InvalidOperationException();
        });
        ScriptedCpe cpe = lab.Cpe();

        (await cpe.InformAsync(device: lab.Cpe("other").Device)).StatusCode.Should().Be(403);
        (await cpe.StartAsync()).StatusCode.Should().Be(204);
    }
}
