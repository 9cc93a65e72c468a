// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Security.Cryptography;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Acs.Sessions;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>
/// A running session: the meeting point of the CPE's POSTs and the handler's calls. A POST is open until there is a reply for it; a call is
/// open until a POST brings its answer. Neither side ever blocks a thread. Thread-safe.
/// </summary>
internal sealed partial class AcsConversation
{
    private readonly Lock _gate = new();
    private readonly AcsSessionMachine _machine = new();
    private readonly Queue<AcsCall> _calls = new();
    private readonly AcsSessionEnvironment _environment;
    private readonly AcsSessionClock _clock;
    private readonly AcsSessionTally _tally;
    private readonly AcsHandlerRun _handler;
    private readonly TimeSpan _timeout;

    // Guarded by _gate.
    private AcsExchange? _exchange;
    private AcsCall? _outstanding;
    private AcsReply? _redirect;
    private string? _provenConnection;
    private int _nextId;
    private Activity? _activity;

    // Written under _gate, the failure before the end; read anywhere.
    private AcsSessionFailure _failure;
    private volatile bool _isOver;

    public AcsConversation(
        AcsSessionEnvironment environment, CwmpAcs acs, Inform inform, CwmpVersionAgreement version, AcsBinding binding, TimeSpan timeout)
    {
        _environment = environment;
        _timeout = timeout;
        _clock = new AcsSessionClock(environment.Time, environment.Limits.MaxSessionDuration);
        _tally = new AcsSessionTally(environment.Limits.MaxCpeRequests, environment.Limits.MaxCpeRequestBytes);
        Inform = inform;
        Version = version;
        Binding = binding;
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        Token = AcsSessionToken.Create();
        Session = new AcsSession(this);
        _handler = new AcsHandlerRun(acs, Session, environment);
    }

    public string Id { get; }

    public AcsSessionToken Token { get; }

    public AcsSession Session { get; }

    public Inform Inform { get; }

    public CwmpVersionAgreement Version { get; }

    public AcsBinding Binding { get; }

    /// <summary>The connection the session is filed under. The engine's to set.</summary>
    public string? ConnectionKey { get; set; }

    /// <summary>Whether the CPE has sent the session's cookie back. The engine's to set.</summary>
    public bool HasReturnedToken { get; set; }

    /// <summary>Whether the session has ended, well or not.</summary>
    public bool IsOver => _isOver;

    /// <summary>Why it failed; none while it is open and when it ended well.</summary>
    public AcsSessionFailure Failure => _isOver ? _failure : AcsSessionFailure.None;

    public bool HoldRequests { get; set; }

    /// <summary>Whether the CPE may send a request now.</summary>
    public bool IsCpeTurn
    {
        get
        {
            lock (_gate)
            {
                return _machine.State == AcsSessionState.CpeTurn;
            }
        }
    }

    /// <summary>The CPE's requests so far, those that were answered with a fault included.</summary>
    public IReadOnlyList<CwmpRequest> CpeRequests
    {
        get
        {
            lock (_gate)
            {
                return _tally.Requests;
            }
        }
    }

    /// <summary>A request of the CPE as a tree of elements.</summary>
    public VendorRequest ToVendorRequest(CwmpRequest request) => _environment.Limits.Serializer.ToVendorRequest(request);

    /// <summary>Begins the session: the InformResponse is on its way.</summary>
    /// <param name="connectionKey">The connection of the Inform.</param>
    public void Start(string? connectionKey)
    {
        lock (_gate)
        {
            _machine.OnPost(AcsPostKind.Inform, isRepeat: false);
            _machine.OnAnswered(HoldRequests);
            ConnectionKey = connectionKey;
            _provenConnection = connectionKey;
            _activity = CwmpActivities.StartAcsSession(Id, Binding.Device.ToString(), Binding.AuthenticatedBy.ToString());
            _clock.WaitFor(_timeout);
        }
    }

    /// <summary>Judges who sent a POST of this session.</summary>
    public AcsIdentityDecision CheckSender(AcsPeerEvidence evidence, string? connectionKey)
    {
        lock (_gate)
        {
            AcsIdentityDecision decision = Binding.Check(evidence, connectionKey is not null && connectionKey == _provenConnection);
            if (decision.IsAccepted && evidence.HasPassword)
            {
                _provenConnection = connectionKey;
            }

            return decision;
        }
    }

    /// <summary>Takes a POST of the right sender. Completes with its reply, as soon as that is known.</summary>
    /// <param name="post">The POST.</param>
    /// <param name="cancellationToken">Gives up waiting; the session is not affected and the CPE may send its POST again.</param>
    public ValueTask<AcsReply> PostAsync(AcsPost post, CancellationToken cancellationToken)
    {
        AcsPostAction action;
        AcsSessionState state;
        AcsExchange? exchange = null;
        AcsCall? call = null;
        bool startRun = false;
        bool isHolding = false;
        lock (_gate)
        {
            state = _machine.State;
            action = _machine.OnPost(post.Kind, IsRepeat(post));

            // A response that answers something else: as much out of the blue as one that nobody asked for.
            if (action == AcsPostAction.TakeAnswer && !_outstanding!.Request.IsAnsweredBy(post.Envelope!.Body))
            {
                _environment.Logger.AnswerUnexpected(Id, _outstanding.Request.MethodName, post.Envelope.Body.ElementName);
                _machine.Break();
                action = AcsPostAction.Refuse;
            }

            switch (action)
            {
                case AcsPostAction.Repeat:
                    exchange = _exchange;
                    break;
                case AcsPostAction.Answer:
                    exchange = _exchange = new AcsExchange(post);
                    _handler.AnswerBegins();
                    _clock.WaitFor(_environment.Limits.HandlerTimeout);
                    break;
                case AcsPostAction.Deny:
                    // The request that is outstanding stays so, and with it the exchange that a CPE may ask for again.
                    isHolding = _machine.IsHolding;
                    _clock.WaitFor(_timeout);
                    break;
                case AcsPostAction.TakeTurn or AcsPostAction.TakeAnswer:
                    call = _outstanding;
                    _outstanding = null;
                    exchange = _exchange = new AcsExchange(post) { EchoedId = call is not null && call.Id == post.Id };
                    startRun = _handler.TryStart();
                    _clock.WaitFor(_environment.Limits.HandlerTimeout);
                    break;
            }
        }

        switch (action)
        {
            case AcsPostAction.Repeat:
                _environment.Logger.ReplyRepeated(Id);
                break;
            case AcsPostAction.Answer:
                CwmpEnvelope request = post.Envelope!;
                _handler.Answer(() => AnswerAsync(exchange!, request));
                break;
            case AcsPostAction.Deny:
                return new ValueTask<AcsReply>(
                    _environment.Codec.WriteAnswer(post.Envelope!, CwmpFault.Create(CwmpFaultCode.AcsRequestDenied), Version, isHolding));
            case AcsPostAction.TakeAnswer:
                Deliver(call!, post.Envelope!);
                Advance();
                break;
            case AcsPostAction.TakeTurn:
                if (startRun)
                {
                    _ = RunAsync();
                }

                Advance();
                break;
            case AcsPostAction.ReplyEmpty:
                return new ValueTask<AcsReply>(AcsReply.LastNoContent);
            case AcsPostAction.RefuseConcurrent:
                return new ValueTask<AcsReply>(AcsReply.BadRequest(endsSession: false));
            default:
                _environment.Logger.ProtocolViolated(Id, post.Kind.ToString(), state.ToString());
                End(AcsSessionFailure.ProtocolViolation);
                return new ValueTask<AcsReply>(AcsReply.BadRequest(endsSession: true));
        }

#pragma warning disable RS0030 // It has completed; nothing waits.
        return exchange!.Task.IsCompletedSuccessfully
            ? new ValueTask<AcsReply>(exchange.Task.Result)
            : new ValueTask<AcsReply>(exchange.Task.WaitAsync(cancellationToken));
#pragma warning restore RS0030
    }

    /// <summary>Ends the session if the CPE, or the handler, took too long.</summary>
    /// <param name="now">A timestamp of the engine's clock.</param>
    public void CheckDeadline(long now)
    {
        if (!_clock.IsDue(now))
        {
            return;
        }

        AcsExchange? late = null;
        AcsSessionFailure failure;
        lock (_gate)
        {
            if (_isOver || !_clock.IsDue(now))
            {
                return;
            }

            bool isTooLong = _clock.IsTooLong(now);
            switch (_machine.State)
            {
                case AcsSessionState.AnsweringCpe when !isTooLong:
                    // Whatever comes of the answer now comes too late; the session itself is in order.
                    late = _exchange;
                    _exchange!.IsRepeatable = false;
                    _machine.OnAnswered(HoldRequests);
                    _clock.WaitFor(_timeout);
                    failure = AcsSessionFailure.None;
                    break;
                case AcsSessionState.AcsTurn when !isTooLong:
                    failure = AcsSessionFailure.HandlerTimeout;
                    break;
                default:
                    // Once the handler is done, silence is how a CPE says that it has nothing either.
                    failure = _handler.IsFinished && _machine.State == AcsSessionState.CpeTurn ? FailureOfHandler
                        : isTooLong ? AcsSessionFailure.TooLong : AcsSessionFailure.CpeTimeout;
                    break;
            }
        }

        if (late is not null)
        {
            _environment.Logger.AnswerFailed(new TimeoutException(), Id, late.Request!.Body.MethodName);
            late.TrySetResult(
                _environment.Codec.WriteAnswer(late.Request!, CwmpFault.Create(CwmpFaultCode.AcsInternalError), Version, HoldRequests));
        }
        else
        {
            End(failure);
        }
    }

    /// <summary>Ends the session, unless it has ended.</summary>
    /// <param name="failure">Why; none where both sides had nothing more to say.</param>
    public void End(AcsSessionFailure failure)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            EndLocked(failure);
            _machine.Break();
        }

        Finish();
    }

    /// <summary>What is kept of a session that ended in good order; null for any other.</summary>
    public AcsFarewell? CreateFarewell()
    {
        if (_machine.State != AcsSessionState.Closed)
        {
            return null;
        }

        TimeProvider time = _environment.Time;
        return new AcsFarewell(Token, ConnectionKey, Binding, Id, _exchange, _machine)
        {
            HasReturnedToken = HasReturnedToken,
            ExpiresAt = time.GetTimestamp() + (long)(_environment.Limits.SessionTimeout.TotalSeconds * time.TimestampFrequency),
        };
    }

    // How a session ends whose handler is done: well, unless the handler threw.
    private AcsSessionFailure FailureOfHandler => _handler.Error is null ? AcsSessionFailure.None : AcsSessionFailure.HandlerFailed;

    // Under _gate.
    private void EndLocked(AcsSessionFailure failure)
    {
        _failure = failure;
        _isOver = true;
    }

    // Whether a POST is the last one over again. A CPE sends it again when the connection broke before the reply arrived; a POST that could
    // be a new one with the same content is taken as new.
    private bool IsRepeat(in AcsPost post)
    {
        if (_exchange is not { IsRepeatable: true } last || last.Kind != post.Kind || last.Fingerprint != post.Fingerprint)
        {
            return false;
        }

        bool isElsewhere = post.ConnectionKey is null || post.ConnectionKey != last.ConnectionKey;
        return post.Kind switch
        {
            AcsPostKind.Empty => _machine.State is AcsSessionState.AcsTurn or AcsSessionState.AwaitingAnswer,
            AcsPostKind.Answer => _outstanding is not { } call || !call.Request.IsAnsweredBy(post.Envelope!.Body) ||
                (isElsewhere && last.EchoedId && call.Id != post.Id),
            _ => isElsewhere || !string.IsNullOrEmpty(post.Id) || _machine.HasOpenPost,
        };
    }

    // After the session has ended: once per session.
    private void Finish()
    {
        AcsCall[] open;
        AcsExchange? exchange;
        AcsSessionSummary summary;
        lock (_gate)
        {
            _clock.Stop();
            exchange = _exchange;
            open = _outstanding is null ? [.. _calls] : [_outstanding, .. _calls];
            summary = Summarize();
            EndActivities(summary.Outcome);
            _outstanding = null;
            _calls.Clear();
        }

        _environment.Ended(this, summary);

        // A POST may still be open: the handler took too long, or the end came from outside.
        exchange?.TrySetResult(_failure switch
        {
            AcsSessionFailure.None => _redirect ?? AcsReply.LastNoContent,
            AcsSessionFailure.HandlerFailed or AcsSessionFailure.HandlerTimeout or AcsSessionFailure.TooLong => AcsReply.LastNoContent,
            AcsSessionFailure.Shutdown => AcsReply.Unavailable(_environment.Limits.RetryAfter),
            _ => AcsReply.BadRequest(endsSession: true),
        });

        if (open.Length == 0 && _handler.IsFinished)
        {
            LetGo();
            return;
        }

        // The handler is somebody else's code and runs on a thread of its own from here.
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                foreach (AcsCall call in state.Open)
                {
                    call.TrySetException(state.Conversation.CreateEndedException());
                }

                state.Conversation.LetGo();
            },
            (Conversation: this, Open: open),
            preferLocal: false);
    }

    // Once the session is over: neither the failure nor the redirect changes any more.
    private AcsSessionEndedException CreateEndedException() => new(_failure) { RedirectLocation = _redirect?.Location };

    private void EndActivities(string outcome)
    {
        if (_activity is null)
        {
            return;
        }

        _outstanding?.Activity.Failed(outcome);
        _outstanding?.Activity.End();
        _activity.SetTag(TelemetryTags.Outcome, outcome);
        if (_failure != AcsSessionFailure.None)
        {
            _activity.Failed(outcome);
        }

        _activity.End();
    }

    private void LetGo()
    {
        _handler.Cancel();
        Release();
    }

    // Gives the handler's object back, once, when the session is over and nothing of the handler's runs any more.
    private void Release()
    {
        bool isTaken;
        lock (_gate)
        {
            isTaken = _handler.TryTakeForRelease(_isOver);
        }

        if (isTaken)
        {
            _handler.Release();
        }
    }

    // Under _gate.
    private AcsSessionSummary Summarize() => new()
    {
        SessionId = Id,
        Device = Binding.Device,
        AuthenticatedBy = Binding.AuthenticatedBy,
        Inform = Inform,
        Failure = _failure,
        RedirectLocation = _redirect?.Location,
        Duration = _clock.Elapsed,
        Rpcs = _tally.Rpcs,
        RpcCount = _tally.RpcCount,
        Error = _handler.Error,
    };
}
