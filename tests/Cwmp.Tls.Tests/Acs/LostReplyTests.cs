// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>A connection that breaks between two POSTs, or under a POST, does not end the session (TR-069 §3.4.1, §3.7.2).</summary>
public sealed class LostReplyTests
{
    private static readonly ParameterValue Interval = ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 300);

    [Fact]
    public async Task Session_goes_on_over_another_connection()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        cpe.Reconnect();
        await cpe.EmptyAsync();
        cpe.Reconnect();

        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        last.StatusCode.Should().Be(204);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Empty_post_sent_again_gets_the_same_request_again()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        AcsReply first = await cpe.StartAsync();
        cpe.Reconnect();

        AcsReply again = await cpe.EmptyAsync();

        ScriptedCpe.Text(again).Should().Be(ScriptedCpe.Text(first));
        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
        lab.TheEnd.Rpcs.Should().Equal("Reboot");
    }

    [Fact]
    public async Task Answer_sent_again_gets_the_next_request_again_and_reaches_the_handler_once()
    {
        int calls = 0;
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.SetParameterValuesAsync([Interval], "", token);
            calls++;
            await session.SetParameterValuesAsync([Interval], "", token);
            calls++;
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string answer = cpe.Envelope(ScriptedCpe.SetResponse(), cpe.RequestId);
        AcsReply second = await cpe.PostAsync(answer);
        cpe.Reconnect();

        AcsReply again = await cpe.PostAsync(answer);

        ScriptedCpe.Text(again).Should().Be(ScriptedCpe.Text(second));
        calls.Should().Be(1);
        (await cpe.AnswerSetAsync()).StatusCode.Should().Be(204);
        calls.Should().Be(2);
    }

    [Fact]
    public async Task Equal_answers_of_a_cpe_without_ids_are_two_answers()
    {
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.SetParameterValuesAsync([Interval], "", token);
            await session.SetParameterValuesAsync([Interval], "", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string answer = cpe.Envelope(ScriptedCpe.SetResponse(), id: null);

        await cpe.PostAsync(answer);
        cpe.Reconnect();
        AcsReply last = await cpe.PostAsync(answer);

        last.StatusCode.Should().Be(204);
        lab.TheEnd.RpcCount.Should().Be(2);
    }

    [Fact]
    public async Task Equal_answers_of_a_cpe_with_a_made_up_id_are_two_answers()
    {
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.SetParameterValuesAsync([Interval], "", token);
            await session.SetParameterValuesAsync([Interval], "", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string answer = cpe.Envelope(ScriptedCpe.SetResponse(), id: "always the same");

        await cpe.PostAsync(answer);
        AcsReply last = await cpe.PostAsync(answer);

        last.StatusCode.Should().Be(204);
        lab.Log.GetSnapshot().Should().Contain(record => record.Id.Name == "AnswerIdDiffers");
    }

    [Fact]
    public async Task Request_of_the_cpe_sent_again_is_answered_again_and_handled_once()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        AcsReply first = await cpe.TransferCompleteAsync(id: null);
        cpe.Reconnect();

        AcsReply again = await cpe.TransferCompleteAsync(id: null);
        await cpe.EmptyAsync();

        ScriptedCpe.Text(again).Should().Be(ScriptedCpe.Text(first));
        lab.TheEnd.Rpcs.Should().Equal("TransferComplete");
    }

    [Fact]
    public async Task Last_answer_sent_again_gets_204_again()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string answer = cpe.Envelope("<cwmp:RebootResponse/>", cpe.RequestId);
        await cpe.PostAsync(answer);
        cpe.Reconnect();

        AcsReply again = await cpe.PostAsync(answer);

        again.StatusCode.Should().Be(204);
        lab.Ended.Should().ContainSingle();
    }

    [Fact]
    public async Task Connection_that_breaks_under_an_open_post_leaves_the_session_as_it_is()
    {
        var proceed = new TaskCompletionSource();
        await using var lab = new AcsLab(async (session, token) =>
        {
            await proceed.Task;
            await session.RebootAsync("", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        using var connection = new CancellationTokenSource();
        Task<AcsReply> open = cpe.EmptyAsync(connection.Token);
        await connection.CancelAsync();
        await FluentActions.Awaiting(() => open).Should().ThrowAsync<OperationCanceledException>();
        cpe.Reconnect();

        Task<AcsReply> again = cpe.EmptyAsync();
        proceed.SetResult();
        await again;

        cpe.Received.Should().Be("Reboot");
        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Reply_that_was_found_after_its_connection_broke_waits_for_the_cpe()
    {
        var proceed = new TaskCompletionSource();
        await using var lab = new AcsLab(async (session, token) =>
        {
            await proceed.Task;
            await session.RebootAsync("", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        using var connection = new CancellationTokenSource();
        Task<AcsReply> open = cpe.EmptyAsync(connection.Token);
        await connection.CancelAsync();
        await FluentActions.Awaiting(() => open).Should().ThrowAsync<OperationCanceledException>();
        proceed.SetResult();
        cpe.Reconnect();

        await cpe.EmptyAsync();

        cpe.Received.Should().Be("Reboot");
    }

    [Fact]
    public async Task Another_post_while_one_is_open_is_refused_and_the_session_goes_on()
    {
        var proceed = new TaskCompletionSource();
        await using var lab = new AcsLab((_, _) => proceed.Task);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        Task<AcsReply> open = cpe.EmptyAsync();

        AcsReply other = await cpe.TransferCompleteAsync();
        proceed.SetResult();

        other.StatusCode.Should().Be(400);
        other.EndsSession.Should().BeFalse();
        (await open).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Repeating_has_an_end()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        for (int i = 0; i < 4; i++)
        {
            (await cpe.EmptyAsync()).StatusCode.Should().Be(200);
        }

        (await cpe.EmptyAsync()).StatusCode.Should().Be(400);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Inform_sent_again_begins_a_new_session_and_ends_the_old_one()
    {
        var reasons = new TaskCompletionSource<AcsSessionFailure>();
        int runs = 0;
        await using var lab = new AcsLab(async (session, token) =>
        {
            if (++runs == 1)
            {
                try
                {
                    await session.RebootAsync("", token);
                }
                catch (AcsSessionEndedException exception)
                {
                    reasons.SetResult(exception.Failure);
                }
            }
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string stale = cpe.Cookies.Single();
        cpe.Reconnect();

        await cpe.InformAsync();

        cpe.Cookies.Single().Should().NotBe(stale);
        (await reasons.Task.WaitAsync(AcsLab.Ceiling)).Should().Be(AcsSessionFailure.Superseded);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.Superseded);
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }
}
