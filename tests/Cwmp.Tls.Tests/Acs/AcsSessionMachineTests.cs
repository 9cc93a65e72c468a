// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Acs.Sessions;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>Every cell of the table in <see cref="AcsSessionMachine"/>, and the paths through it.</summary>
public sealed class AcsSessionMachineTests
{
    // State; then the action for Inform, Request, Answer, Empty, and for the last POST again.
    private static readonly (string State, string[] Actions)[] Table =
    [
        ("AwaitingInform", ["Answer", "Refuse", "Refuse", "Refuse", "Refuse"]),
        ("AnsweringCpe", ["RefuseConcurrent", "RefuseConcurrent", "RefuseConcurrent", "RefuseConcurrent", "Repeat"]),
        ("CpeTurn", ["Refuse", "Answer", "Refuse", "TakeTurn", "Repeat"]),
        ("AcsTurn", ["RefuseConcurrent", "RefuseConcurrent", "RefuseConcurrent", "RefuseConcurrent", "Repeat"]),
        ("AwaitingAnswer", ["Refuse", "Deny", "TakeAnswer", "Refuse", "Repeat"]),
        ("Closed", ["Refuse", "Refuse", "Refuse", "ReplyEmpty", "ReplyEmpty"]),
        ("Broken", ["Refuse", "Refuse", "Refuse", "Refuse", "Refuse"]),
    ];

    public static TheoryData<string, string, bool, string> Cells()
    {
        var cells = new TheoryData<string, string, bool, string>();
        foreach ((string state, string[] actions) in Table)
        {
            cells.Add(state, nameof(AcsPostKind.Inform), false, actions[0]);
            cells.Add(state, nameof(AcsPostKind.Request), false, actions[1]);
            cells.Add(state, nameof(AcsPostKind.Answer), false, actions[2]);
            cells.Add(state, nameof(AcsPostKind.Empty), false, actions[3]);
            cells.Add(state, nameof(AcsPostKind.Answer), true, actions[4]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_cell_of_the_table_holds(string state, string kind, bool isRepeat, string expected)
    {
        AcsSessionMachine machine = In(Enum.Parse<AcsSessionState>(state));

        AcsPostAction action = machine.OnPost(Enum.Parse<AcsPostKind>(kind), isRepeat);

        action.ToString().Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_refused_post_breaks_every_session_that_is_not_closed(string state, string kind, bool isRepeat, string expected)
    {
        AcsSessionMachine machine = In(Enum.Parse<AcsSessionState>(state));

        machine.OnPost(Enum.Parse<AcsPostKind>(kind), isRepeat);

        if (expected == nameof(AcsPostAction.Refuse))
        {
            machine.State.Should().Be(state == nameof(AcsSessionState.Closed) ? AcsSessionState.Closed : AcsSessionState.Broken);
        }
        else
        {
            machine.State.Should().NotBe(AcsSessionState.Broken);
        }
    }

    [Fact]
    public void Table_names_every_state()
    {
        Table.Select(row => row.State).Should().BeEquivalentTo(Enum.GetNames<AcsSessionState>());
    }

    [Fact]
    public void An_empty_post_makes_the_cpe_done_and_an_empty_reply_then_closes()
    {
        AcsSessionMachine machine = In(AcsSessionState.AcsTurn);

        machine.OnEmptySent();

        machine.IsCpeDone.Should().BeTrue();
        machine.State.Should().Be(AcsSessionState.Closed);
    }

    [Fact]
    public void Held_requests_of_the_cpe_are_denied_until_released()
    {
        AcsSessionMachine machine = In(AcsSessionState.AnsweringCpe);
        machine.OnAnswered(hold: true);

        machine.OnPost(AcsPostKind.Request, isRepeat: false).Should().Be(AcsPostAction.Deny);
        machine.OnPost(AcsPostKind.Empty, isRepeat: false).Should().Be(AcsPostAction.TakeTurn);
        machine.IsCpeDone.Should().BeFalse();
        machine.MustReleaseHold.Should().BeTrue();

        machine.OnRequestSent(hold: false);
        machine.OnPost(AcsPostKind.Answer, isRepeat: false).Should().Be(AcsPostAction.TakeAnswer);
        machine.MustReleaseHold.Should().BeFalse();
        machine.OnEmptySent();
        machine.State.Should().Be(AcsSessionState.CpeTurn);
        machine.OnPost(AcsPostKind.Request, isRepeat: false).Should().Be(AcsPostAction.Answer);
        machine.OnAnswered(hold: false);
        machine.OnPost(AcsPostKind.Empty, isRepeat: false).Should().Be(AcsPostAction.TakeTurn);
        machine.OnEmptySent();
        machine.State.Should().Be(AcsSessionState.Closed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Indulgence_has_an_end(bool isRepeat)
    {
        AcsSessionMachine machine = In(AcsSessionState.AwaitingAnswer);
        AcsPostAction indulgent = isRepeat ? AcsPostAction.Repeat : AcsPostAction.Deny;

        for (int i = 0; i < AcsSessionMachine.MaxIndulgences; i++)
        {
            machine.OnPost(AcsPostKind.Request, isRepeat).Should().Be(indulgent);
        }

        machine.OnPost(AcsPostKind.Request, isRepeat).Should().Be(AcsPostAction.Refuse);
        machine.State.Should().Be(AcsSessionState.Broken);
    }

    [Fact]
    public void Indulgence_begins_anew_with_each_step_forward()
    {
        AcsSessionMachine machine = In(AcsSessionState.AwaitingAnswer);
        for (int i = 0; i < AcsSessionMachine.MaxIndulgences; i++)
        {
            machine.OnPost(AcsPostKind.Request, isRepeat: false);
        }

        machine.OnPost(AcsPostKind.Answer, isRepeat: false);
        machine.OnRequestSent(hold: false);

        machine.OnPost(AcsPostKind.Request, isRepeat: false).Should().Be(AcsPostAction.Deny);
    }

    [Fact]
    public void A_broken_session_stays_broken_and_a_closed_one_closed()
    {
        AcsSessionMachine open = In(AcsSessionState.AwaitingAnswer);
        AcsSessionMachine closed = In(AcsSessionState.Closed);

        open.Break();
        closed.Break();

        open.State.Should().Be(AcsSessionState.Broken);
        closed.State.Should().Be(AcsSessionState.Closed);
    }

    private static AcsSessionMachine In(AcsSessionState state)
    {
        var machine = new AcsSessionMachine();
        if (state == AcsSessionState.AwaitingInform)
        {
            return machine;
        }

        machine.OnPost(AcsPostKind.Inform, isRepeat: false);
        if (state == AcsSessionState.AnsweringCpe)
        {
            return machine;
        }

        machine.OnAnswered(hold: false);
        if (state == AcsSessionState.CpeTurn)
        {
            return machine;
        }

        machine.OnPost(AcsPostKind.Empty, isRepeat: false);
        switch (state)
        {
            case AcsSessionState.AwaitingAnswer:
                machine.OnRequestSent(hold: false);
                break;
            case AcsSessionState.Closed:
                machine.OnEmptySent();
                break;
            case AcsSessionState.Broken:
                machine.Break();
                break;
        }

        machine.State.Should().Be(state);
        return machine;
    }
}
