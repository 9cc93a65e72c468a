// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Posts;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// The rules of a CWMP session on the ACS's side (TR-069 §3.7), as a state machine without I/O, time or messages. One instance per session,
/// not thread-safe.
/// </summary>
/// <remarks>
/// <code>
///                   Inform            Request          Answer           Empty           the last POST again
/// AwaitingInform    Answer ¹          Refuse           Refuse           Refuse          Refuse
/// AnsweringCpe      RefuseConcurrent  RefuseConcurrent RefuseConcurrent RefuseConcurrent Repeat
/// CpeTurn           Refuse ²          Answer ¹ ³       Refuse           TakeTurn ⁴      Repeat
/// AcsTurn           RefuseConcurrent  RefuseConcurrent RefuseConcurrent RefuseConcurrent Repeat
/// AwaitingAnswer    Refuse ²          Deny             TakeAnswer ⁴     Refuse          Repeat
/// Closed            Refuse ²          Refuse           Refuse           ReplyEmpty      ReplyEmpty
/// Broken            Refuse            Refuse           Refuse           Refuse          Refuse
///
/// ¹ → AnsweringCpe     AnsweringCpe: Answered → CpeTurn
/// ⁴ → AcsTurn          AcsTurn: RequestSent → AwaitingAnswer, EmptySent → CpeTurn, or Closed once the CPE is done
/// ² An Inform opens a new session whatever the old one did; that is the engine's to arrange, with a new machine.
/// ³ Deny while requests are held, and after the CPE said that it has no more.
/// Refuse → Broken, but for Closed. More than <see cref="MaxIndulgences"/> Deny and Repeat in a row → Refuse.
/// </code>
/// The CPE is done when it sent an empty POST while its requests were not held (§3.7.1.3). As long as they are held, an empty response
/// would lose them: <see cref="MustReleaseHold"/> asks for one more envelope first.
/// </remarks>
internal sealed class AcsSessionMachine
{
    /// <summary>How often in a row a CPE may be told again what it did not take in.</summary>
    public const int MaxIndulgences = 4;

    private int _indulgences;

    /// <summary>Where the session stands.</summary>
    public AcsSessionState State { get; private set; }

    /// <summary>HoldRequests of the last envelope sent (TR-069 §3.4.6).</summary>
    public bool IsHolding { get; private set; }

    /// <summary>Whether the CPE said that it has no more requests.</summary>
    public bool IsCpeDone { get; private set; }

    /// <summary>Whether an envelope with HoldRequests=false has to come before the last empty response.</summary>
    public bool MustReleaseHold => IsHolding && !IsCpeDone;

    /// <summary>Whether a POST of the CPE is open, waiting for its reply.</summary>
    public bool HasOpenPost => State is AcsSessionState.AnsweringCpe or AcsSessionState.AcsTurn;

    /// <summary>Takes a POST and says what to do about it.</summary>
    /// <param name="kind">What it carries.</param>
    /// <param name="isRepeat">Whether it is the last POST once more, sent again by a CPE that did not get the reply.</param>
    public AcsPostAction OnPost(AcsPostKind kind, bool isRepeat)
    {
        AcsPostAction action = Decide(kind, isRepeat);
        switch (action)
        {
            case AcsPostAction.Deny or AcsPostAction.Repeat when ++_indulgences > MaxIndulgences:
                action = AcsPostAction.Refuse;
                break;
            case AcsPostAction.Answer:
                State = AcsSessionState.AnsweringCpe;
                _indulgences = 0;
                break;
            case AcsPostAction.TakeAnswer:
                State = AcsSessionState.AcsTurn;
                _indulgences = 0;
                break;
            case AcsPostAction.TakeTurn:
                State = AcsSessionState.AcsTurn;
                IsCpeDone |= !IsHolding;
                _indulgences = 0;
                break;
        }

        if (action == AcsPostAction.Refuse && State != AcsSessionState.Closed)
        {
            State = AcsSessionState.Broken;
        }

        return action;
    }

    /// <summary>The request of the CPE was answered.</summary>
    /// <param name="hold">HoldRequests of the answer.</param>
    public void OnAnswered(bool hold)
    {
        Expect(AcsSessionState.AnsweringCpe);
        State = AcsSessionState.CpeTurn;
        IsHolding = hold;
    }

    /// <summary>A request of the ACS was given as the reply.</summary>
    /// <param name="hold">HoldRequests of the request.</param>
    public void OnRequestSent(bool hold)
    {
        Expect(AcsSessionState.AcsTurn);
        State = AcsSessionState.AwaitingAnswer;
        IsHolding = hold;
    }

    /// <summary>An empty response was given: the ACS has nothing more.</summary>
    public void OnEmptySent()
    {
        Expect(AcsSessionState.AcsTurn);
        State = IsCpeDone ? AcsSessionState.Closed : AcsSessionState.CpeTurn;
    }

    /// <summary>The session broke off, whoever did it.</summary>
    public void Break()
    {
        if (State != AcsSessionState.Closed)
        {
            State = AcsSessionState.Broken;
        }
    }

    private AcsPostAction Decide(AcsPostKind kind, bool isRepeat) => (State, kind) switch
    {
        (AcsSessionState.Broken, _) => AcsPostAction.Refuse,
        (AcsSessionState.Closed, AcsPostKind.Empty) => AcsPostAction.ReplyEmpty,
        (AcsSessionState.Closed, _) => isRepeat ? AcsPostAction.ReplyEmpty : AcsPostAction.Refuse,
        (not AcsSessionState.AwaitingInform, _) when isRepeat => AcsPostAction.Repeat,
        (AcsSessionState.AnsweringCpe or AcsSessionState.AcsTurn, _) => AcsPostAction.RefuseConcurrent,
        (AcsSessionState.AwaitingInform, AcsPostKind.Inform) => AcsPostAction.Answer,
        (AcsSessionState.CpeTurn, AcsPostKind.Request) => IsHolding || IsCpeDone ? AcsPostAction.Deny : AcsPostAction.Answer,
        (AcsSessionState.CpeTurn, AcsPostKind.Empty) => AcsPostAction.TakeTurn,
        (AcsSessionState.AwaitingAnswer, AcsPostKind.Request) => AcsPostAction.Deny,
        (AcsSessionState.AwaitingAnswer, AcsPostKind.Answer) => AcsPostAction.TakeAnswer,
        _ => AcsPostAction.Refuse,
    };

    private void Expect(AcsSessionState state)
    {
        if (State != state)
        {
            throw new InvalidOperationException($"The session is in state {State}, not {state}.");
        }
    }
}
