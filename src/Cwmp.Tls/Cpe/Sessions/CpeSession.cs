// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>
/// The rules of one CWMP session from the CPE's side (TR-069 §3.7), without any input or output:
/// <code>
///             Inform                     InformResponse
///   New ─────────────► AwaitingInform ─────────────────────► OurTurn ◄──────────────┐
///                       │  ▲ 8005: same                       │    │               │ response, or a fault
///                       │  └─┐                       request  │    │ empty         │ other than 8005
///                       └────┘                ┌───────────────┘    │               │
///                                             ▼                    │               │
///                                     AwaitingResponse ────────────┼───────────────┘
///                                       │  ▲ 8005: same            │
///                                       └──┘                       ▼
///                                   ┌──────── request ───── AwaitingRequest ── empty ──► Ended, or OurTurn while
///                                   ▼                              ▲                     requests may still be sent
///                              OwingAnswer ─────── answer ─────────┘
///
///   Everything not drawn is a violation and leads to Failed, as does a fault other than 8005 in AwaitingInform.
/// </code>
/// While <see cref="HoldRequests"/> is true, "our turn" is an empty POST; after an empty POST sent while it is false, no request is sent
/// any more (§3.7.1.3).
/// </summary>
internal sealed class CpeSession
{
    /// <summary>After this many answers 8005 in a row the session ends: the ACS would go on like this.</summary>
    public const int MaximumRepeats = 10;

    private int _repeats;

    public CpeSessionState State { get; private set; }

    /// <summary>
    /// The value of the last envelope of the ACS; an envelope without the header says false, an empty response says nothing.
    /// </summary>
    public bool HoldRequests { get; private set; }

    /// <summary>An empty POST was sent while requests were not held: the ACS knows that the device has no more requests.</summary>
    public bool RequestsClosed { get; private set; }

    /// <summary>The InformResponse has come: what it delivers is delivered, however the session ends.</summary>
    public bool Established { get; private set; }

    /// <summary>What broke the session, in words; null while nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether the device may still send a request in this session, now or later.</summary>
    public bool MaySendRequests => !RequestsClosed && State is not (CpeSessionState.Ended or CpeSessionState.Failed);

    /// <summary>What to post now, and moves on as if it had been posted.</summary>
    /// <param name="requestsPending">Whether a request of the device is waiting to be sent in this session.</param>
    public CpeSessionPost Next(bool requestsPending)
    {
        switch (State)
        {
            case CpeSessionState.New:
                State = CpeSessionState.AwaitingInformResponse;
                return CpeSessionPost.Inform;

            // cwmp-session §2.1: the table of what may be posted.
            case CpeSessionState.OurTurn when requestsPending && !HoldRequests && !RequestsClosed:
                State = CpeSessionState.AwaitingResponse;
                return CpeSessionPost.Request;
            case CpeSessionState.OurTurn:
                RequestsClosed |= !HoldRequests;
                State = CpeSessionState.AwaitingRequest;
                return CpeSessionPost.Empty;
            case CpeSessionState.OwingAnswer:
                State = CpeSessionState.AwaitingRequest;
                return CpeSessionPost.Answer;
            case CpeSessionState.AwaitingInformResponse or CpeSessionState.AwaitingResponse when _repeats > 0:
                return CpeSessionPost.Same;
            case CpeSessionState.Ended or CpeSessionState.Failed:
                return CpeSessionPost.None;
            default:
                throw new InvalidOperationException($"A response of the ACS is outstanding ({State}).");
        }
    }

    /// <summary>Takes what the ACS has answered.</summary>
    /// <param name="input">What the HTTP response carried.</param>
    /// <param name="holdRequests">The header of its envelope; ignored for <see cref="CpeSessionInput.Empty"/>.</param>
    /// <param name="requestsPending">Whether a request of the device is waiting to be sent in this session.</param>
    public void Received(CpeSessionInput input, bool holdRequests, bool requestsPending)
    {
        if (input != CpeSessionInput.Empty)
        {
            HoldRequests = holdRequests;
        }

        _repeats = input == CpeSessionInput.RetryFault ? _repeats + 1 : 0;
        switch (State, input)
        {
            case (CpeSessionState.AwaitingInformResponse or CpeSessionState.AwaitingResponse, CpeSessionInput.RetryFault):
                if (_repeats > MaximumRepeats)
                {
                    Fail($"the ACS asked {MaximumRepeats} times in a row to send the same message again (fault 8005)");
                }

                break;

            case (CpeSessionState.AwaitingInformResponse, CpeSessionInput.MatchingResponse):
                Established = true;
                State = CpeSessionState.OurTurn;
                break;
            case (CpeSessionState.AwaitingInformResponse, CpeSessionInput.Fault):
                Fail("the ACS answered the Inform with a fault");
                break;
            case (CpeSessionState.AwaitingInformResponse, _):
                Fail($"the Inform must be answered by an InformResponse or a fault, not by {Name(input)}");
                break;

            // §3.7.1.4: a fault to any other request does not end the session.
            case (CpeSessionState.AwaitingResponse, CpeSessionInput.MatchingResponse or CpeSessionInput.Fault):
                State = CpeSessionState.OurTurn;
                break;
            case (CpeSessionState.AwaitingResponse, _):
                Fail($"a request must be answered by its own response or a fault, not by {Name(input)}");
                break;

            case (CpeSessionState.AwaitingRequest, CpeSessionInput.Request):
                State = CpeSessionState.OwingAnswer;
                break;
            case (CpeSessionState.AwaitingRequest, CpeSessionInput.Empty):
                // The session ends when both sides have said that they have nothing more. A hold that is never released ends it too.
                State = requestsPending && !HoldRequests && !RequestsClosed ? CpeSessionState.OurTurn : CpeSessionState.Ended;
                break;
            case (CpeSessionState.AwaitingRequest, _):
                Fail($"nothing was asked, yet the ACS sent {Name(input)}");
                break;

            default:
                throw new InvalidOperationException($"Nothing is outstanding ({State}).");
        }
    }

    private static string Name(CpeSessionInput input) => input switch
    {
        CpeSessionInput.Empty => "an empty response",
        CpeSessionInput.Request => "a request",
        CpeSessionInput.MatchingResponse => "a response",
        CpeSessionInput.OtherResponse => "a response to something else",
        _ => "a fault",
    };

    private void Fail(string why)
    {
        Failure = why;
        State = CpeSessionState.Failed;
    }
}
