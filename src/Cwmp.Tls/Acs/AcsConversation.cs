// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>
/// A running session: the meeting point of the CPE's POSTs and the handler's calls. A POST is open until there is a reply for it; a call is open until a POST brings
/// its answer. Neither side ever blocks a thread. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without timer and wait handle holds nothing to dispose of.")]
internal sealed partial class AcsConversation
{
    private const int MaxRpcNames = 256;

    private readonly Lock _gate = new();
    private readonly AcsSessionMachine _machine = new();
    private readonly Queue<AcsCall> _calls = new();
    private readonly List<string> _rpcs = [];
    private readonly List<CwmpRequest> _cpeRequests = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly AcsEngine _engine;
    private readonly CwmpAcs _acs;
    private readonly long _startedAt;
    private readonly TimeSpan _timeout;

    // Guarded by _gate.
    private AcsExchange? _exchange;
    private AcsCall? _outstanding;
    private AcsReply? _redirect;
    private bool _runStarted;
    private bool _runFinished;
    private bool _released;
    private int _answersInProgress;
    private long _cpeRequestOctets;
    private Exception? _runError;
    private string? _provenConnection;
    private int _nextId;
    private int _rpcCount;
    private Activity? _activity;

    // The last answer to a request of the CPE; it may go on after its time is up. Written by the POST that carries the request, of which there is one at a time.
    private Task _answering = Task.CompletedTask;

    // Written under _gate, read anywhere.
    private long _deadline;
    private volatile AcsSessionEndReason _endReason;

    public AcsConversation(AcsEngine engine, CwmpAcs acs, Inform inform, CwmpVersionAgreement version, AcsBinding binding, TimeSpan timeout)
    {
        _engine = engine;
        _acs = acs;
        _timeout = timeout;
        Inform = inform;
        Version = version;
        Binding = binding;
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        Token = AcsSessionToken.Create();
        Session = new AcsSession(this);
        _startedAt = engine.Time.GetTimestamp();
        _deadline = long.MaxValue;
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

    public AcsSessionEndReason EndReason => _endReason;

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
                return [.. _cpeRequests];
            }
        }
    }

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
            WaitFor(_timeout);
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
                _engine.Logger.AnswerUnexpected(Id, _outstanding.Request.MethodName, post.Envelope.Body.ElementName);
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
                    _answersInProgress++;
                    WaitFor(_engine.HandlerTimeout);
                    break;
                case AcsPostAction.Deny:
                    // The request that is outstanding stays so, and with it the exchange that a CPE may ask for again.
                    isHolding = _machine.IsHolding;
                    WaitFor(_timeout);
                    break;
                case AcsPostAction.TakeTurn or AcsPostAction.TakeAnswer:
                    call = _outstanding;
                    _outstanding = null;
                    exchange = _exchange = new AcsExchange(post) { EchoedId = call is not null && call.Id == post.Id };
                    startRun = !_runStarted;
                    _runStarted = true;
                    WaitFor(_engine.HandlerTimeout);
                    break;
            }
        }

        switch (action)
        {
            case AcsPostAction.Repeat:
                _engine.Logger.ReplyRepeated(Id);
                break;
            case AcsPostAction.Answer:
                _answering = AnswerAsync(exchange!, post.Envelope!, _answering);
                break;
            case AcsPostAction.Deny:
                return new ValueTask<AcsReply>(
                    _engine.Answer(post.Envelope!, CwmpFault.Create(CwmpFaultCode.AcsRequestDenied), Version, isHolding));
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
                _engine.Logger.ProtocolViolated(Id, post.Kind.ToString(), state.ToString());
                End(AcsSessionEndReason.ProtocolViolation);
                return new ValueTask<AcsReply>(AcsReply.BadRequest(endsSession: true));
        }

#pragma warning disable RS0030 // It has completed; nothing waits.
        return exchange!.Task.IsCompletedSuccessfully
            ? new ValueTask<AcsReply>(exchange.Task.Result)
            : new ValueTask<AcsReply>(exchange.Task.WaitAsync(cancellationToken));
#pragma warning restore RS0030
    }

    /// <summary>Ends the session if the other side, or the handler, took too long.</summary>
    /// <param name="now">The engine's timestamp.</param>
    public void CheckDeadline(long now)
    {
        if (Volatile.Read(ref _deadline) > now)
        {
            return;
        }

        AcsExchange? answer = null;
        AcsSessionEndReason reason = AcsSessionEndReason.None;
        lock (_gate)
        {
            if (_deadline > now || _endReason != AcsSessionEndReason.None)
            {
                return;
            }

            bool isTooLong = _engine.Time.GetElapsedTime(_startedAt, now) >= _engine.MaxSessionDuration;
            switch (_machine.State)
            {
                case AcsSessionState.AnsweringCpe when !isTooLong:
                    // Whatever comes of the answer now comes too late; the session itself is in order.
                    answer = _exchange;
                    _exchange!.IsRepeatable = false;
                    _machine.OnAnswered(HoldRequests);
                    WaitFor(_timeout);
                    break;
                case AcsSessionState.AcsTurn when !isTooLong:
                    reason = AcsSessionEndReason.HandlerTimeout;
                    break;
                default:
                    // Once the handler is done, silence is how a CPE says that it has nothing either.
                    reason = _runFinished && _machine.State == AcsSessionState.CpeTurn ? FinishedReason
                        : isTooLong ? AcsSessionEndReason.TooLong : AcsSessionEndReason.CpeTimeout;
                    break;
            }
        }

        if (answer is not null)
        {
            _engine.Logger.AnswerFailed(new TimeoutException(), Id, answer.Request!.Body.MethodName);
            answer.TrySetResult(_engine.Answer(answer.Request!, CwmpFault.Create(CwmpFaultCode.AcsInternalError), Version, HoldRequests));
        }
        else
        {
            End(reason);
        }
    }

    /// <summary>Ends the session, unless it has ended.</summary>
    public void End(AcsSessionEndReason reason)
    {
        lock (_gate)
        {
            if (_endReason != AcsSessionEndReason.None)
            {
                return;
            }

            _endReason = reason;
            _machine.Break();
        }

        Finish();
    }

    private AcsSessionEndReason FinishedReason => _runError is null ? AcsSessionEndReason.Completed : AcsSessionEndReason.HandlerFailed;

    // Whether a POST is the last one over again. A CPE sends it again when the connection broke before the reply arrived; a POST that could be a
    // new one with the same content is taken as new.
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

    // The session may take so long in all, whatever is waited for.
    private void WaitFor(TimeSpan time)
    {
        TimeSpan left = _engine.MaxSessionDuration - _engine.Time.GetElapsedTime(_startedAt);
        TimeSpan wait = time < left ? time : left;
        Volatile.Write(ref _deadline, _engine.Time.GetTimestamp() + (long)(wait.TotalSeconds * _engine.Time.TimestampFrequency));
    }

    // After _endReason was set: once per session.
    private void Finish()
    {
        AcsCall[] open;
        AcsExchange? exchange;
        lock (_gate)
        {
            _deadline = long.MaxValue;
            exchange = _exchange;
            open = _outstanding is null ? [.. _calls] : [_outstanding, .. _calls];
            EndActivities();
            _outstanding = null;
            _calls.Clear();
        }

        _engine.OnEnded(this, exchange, _machine, Summarize());

        // A POST may still be open: the handler took too long, or the end came from outside.
        exchange?.TrySetResult(_endReason switch
        {
            AcsSessionEndReason.Redirected => _redirect!,
            AcsSessionEndReason.Completed or AcsSessionEndReason.HandlerFailed or AcsSessionEndReason.HandlerTimeout or AcsSessionEndReason.TooLong =>
                AcsReply.LastNoContent,
            AcsSessionEndReason.Shutdown => AcsReply.Unavailable(_engine.RetryAfter),
            _ => AcsReply.BadRequest(endsSession: true),
        });

        if (open.Length == 0 && _runFinished)
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
                    call.TrySetException(new AcsSessionEndedException(state.Conversation._endReason));
                }

                state.Conversation.LetGo();
            },
            (Conversation: this, Open: open),
            preferLocal: false);
    }

    private void EndActivities()
    {
        if (_activity is null)
        {
            return;
        }

        string outcome = _endReason.ToString();
        _outstanding?.Activity.Failed(outcome);
        _outstanding?.Activity.End();
        _activity.SetTag(TelemetryTags.Outcome, outcome);
        if (_endReason is not (AcsSessionEndReason.Completed or AcsSessionEndReason.Redirected))
        {
            _activity.Failed(outcome);
        }

        _activity.End();
    }

    private void LetGo()
    {
        try
        {
            _ended.Cancel();
        }
        catch (AggregateException exception)
        {
            _engine.Logger.HandlerFailed(exception, Id);
        }

        Release();
    }

    // Gives the handler's object back, once, when the session is over and nothing of the handler's runs any more.
    private void Release()
    {
        lock (_gate)
        {
            if (_released || _endReason == AcsSessionEndReason.None || (_runStarted && !_runFinished) || _answersInProgress > 0)
            {
                return;
            }

            _released = true;
        }

        _engine.Release(_acs);
    }

    private AcsSessionSummary Summarize()
    {
        lock (_gate)
        {
            return new AcsSessionSummary
            {
                SessionId = Id,
                Device = Binding.Device,
                AuthenticatedBy = Binding.AuthenticatedBy,
                Inform = Inform,
                EndReason = _endReason,
                Duration = _engine.Time.GetElapsedTime(_startedAt),
                Rpcs = [.. _rpcs],
                RpcCount = _rpcCount,
                Error = _runError,
            };
        }
    }

    private void CountRpc(string method)
    {
        _rpcCount++;
        if (_rpcs.Count < MaxRpcNames)
        {
            _rpcs.Add(method);
        }
    }
}
