// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Sessions;
using static Cwmp.Tls.Cpe.Sessions.CpeSessionInput;

namespace Cwmp.Tls.Tests.Cpe.Sessions;

/// <summary>The rows of cwmp-session.md §2.1 to §2.3, one test each.</summary>
public sealed class CpeSessionTests
{
    private readonly CpeSession _session = new();

    [Fact]
    public void First_post_is_the_Inform()
    {
        _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Inform);
        _session.Established.Should().BeFalse();
    }

    [Fact]
    public void InformResponse_establishes_the_session()
    {
        Open();

        _session.Established.Should().BeTrue();
    }

    [Theory]
    [InlineData(false, true, "Request")]
    [InlineData(false, false, "Empty")]
    [InlineData(true, true, "Empty")]
    [InlineData(true, false, "Empty")]
    public void Table_of_the_next_post(bool hold, bool pending, string expected)
    {
        Open(hold);

        _session.Next(pending).ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Answer_goes_before_everything(bool hold, bool pending)
    {
        Open();
        _session.Next(false);
        _session.Received(Request, hold, pending);

        _session.Next(pending).Should().Be(CpeSessionPost.Answer);
    }

    [Fact]
    public void Requests_go_one_by_one_and_then_an_empty_post()
    {
        Open();
        for (int i = 0; i < 3; i++)
        {
            _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Request);
            _session.Received(MatchingResponse, false, requestsPending: i < 2);
        }

        _session.Next(requestsPending: false).Should().Be(CpeSessionPost.Empty);
    }

    [Fact]
    public void No_request_after_an_empty_post_without_hold()
    {
        Open();
        _session.Next(requestsPending: false).Should().Be(CpeSessionPost.Empty);
        _session.MaySendRequests.Should().BeFalse();

        _session.Received(Request, false, requestsPending: true);
        _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Answer);
        _session.Received(Empty, false, requestsPending: true);

        _session.State.Should().Be(CpeSessionState.Ended);
    }

    [Fact]
    public void Requests_wait_while_held_and_go_when_the_hold_is_released()
    {
        Open(hold: true);
        _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Empty);
        _session.MaySendRequests.Should().BeTrue("an empty POST under hold closes nothing");

        _session.Received(Request, holdRequests: false, requestsPending: true);
        _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Answer);
        _session.Received(Empty, false, requestsPending: true);

        _session.Next(requestsPending: true).Should().Be(CpeSessionPost.Request);
    }

    [Fact]
    public void Empty_response_leaves_the_hold_as_the_last_envelope_said()
    {
        Open(hold: true);
        _session.Next(requestsPending: true);

        _session.Received(Empty, holdRequests: false, requestsPending: true);

        _session.HoldRequests.Should().BeTrue();
        _session.State.Should().Be(CpeSessionState.Ended, "the ACS has nothing and lets us send nothing");
    }

    [Fact]
    public void Envelope_without_the_header_releases_the_hold()
    {
        Open(hold: true);
        _session.Next(true);
        _session.Received(Request, holdRequests: false, requestsPending: true);

        _session.HoldRequests.Should().BeFalse();
    }

    [Fact]
    public void Session_ends_with_the_empty_response_to_the_empty_post()
    {
        Open();
        _session.Next(false);

        _session.Received(Empty, false, false);

        _session.State.Should().Be(CpeSessionState.Ended);
        _session.Next(false).Should().Be(CpeSessionPost.None);
    }

    [Fact]
    public void Session_ends_with_the_empty_response_to_the_last_answer()
    {
        Open();
        _session.Next(false);
        _session.Received(Request, false, false);
        _session.Next(false).Should().Be(CpeSessionPost.Answer);

        _session.Received(Empty, false, false);

        _session.State.Should().Be(CpeSessionState.Ended);
    }

    [Fact]
    public void Fault_to_the_Inform_fails_the_session()
    {
        _session.Next(false);

        _session.Received(Fault, false, false);

        _session.State.Should().Be(CpeSessionState.Failed);
        _session.Failure.Should().Contain("Inform");
    }

    [Fact]
    public void Fault_to_another_request_does_not_end_the_session()
    {
        Open();
        _session.Next(true);

        _session.Received(Fault, false, requestsPending: false);

        _session.Next(false).Should().Be(CpeSessionPost.Empty);
    }

    [Fact]
    public void Retry_fault_to_the_Inform_sends_it_again()
    {
        _session.Next(false);

        _session.Received(RetryFault, false, false);

        _session.Next(false).Should().Be(CpeSessionPost.Same);
        _session.Received(MatchingResponse, false, false);
        _session.State.Should().Be(CpeSessionState.OurTurn);
    }

    [Fact]
    public void Retry_fault_to_a_request_sends_it_again_even_under_hold()
    {
        Open();
        _session.Next(true);

        _session.Received(RetryFault, holdRequests: true, requestsPending: true);

        _session.Next(true).Should().Be(CpeSessionPost.Same);
    }

    [Fact]
    public void Retry_faults_without_end_fail_the_session()
    {
        _session.Next(false);

        for (int i = 0; i < CpeSession.MaximumRepeats; i++)
        {
            _session.Received(RetryFault, false, false);
            _session.Next(false).Should().Be(CpeSessionPost.Same);
        }

        _session.Received(RetryFault, false, false);
        _session.State.Should().Be(CpeSessionState.Failed);
    }

    [Theory]
    [InlineData("Empty")]
    [InlineData("Request")]
    [InlineData("OtherResponse")]
    public void Anything_else_in_answer_to_the_Inform_is_a_violation(string input)
    {
        _session.Next(false);

        _session.Received(Enum.Parse<CpeSessionInput>(input), false, false);

        _session.State.Should().Be(CpeSessionState.Failed);
        _session.Established.Should().BeFalse();
    }

    [Theory]
    [InlineData("Empty")]
    [InlineData("Request")]
    [InlineData("OtherResponse")]
    public void Anything_else_in_answer_to_a_request_is_a_violation(string input)
    {
        Open();
        _session.Next(true);

        _session.Received(Enum.Parse<CpeSessionInput>(input), false, false);

        _session.State.Should().Be(CpeSessionState.Failed);
        _session.Established.Should().BeTrue("what the InformResponse delivered stays delivered");
    }

    [Theory]
    [InlineData("MatchingResponse")]
    [InlineData("OtherResponse")]
    [InlineData("Fault")]
    [InlineData("RetryFault")]
    public void Answers_to_nothing_are_a_violation(string input)
    {
        Open();
        _session.Next(false);

        _session.Received(Enum.Parse<CpeSessionInput>(input), false, false);

        _session.State.Should().Be(CpeSessionState.Failed);
    }

    [Fact]
    public void Nothing_is_posted_while_a_response_is_outstanding()
    {
        _session.Next(false);

        Action post = () => _session.Next(false);

        post.Should().Throw<InvalidOperationException>();
    }

    private void Open(bool hold = false)
    {
        _session.Next(requestsPending: false);
        _session.Received(MatchingResponse, hold, requestsPending: false);
    }
}
