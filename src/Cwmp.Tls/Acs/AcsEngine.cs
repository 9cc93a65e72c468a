// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Acs;

/// <summary>
/// The ACS's side of CWMP sessions, without a transport: <see cref="HandleAsync"/> takes one POST and gives the one reply to it. It owns the rules of a session
/// (TR-069 §3.7), ties each session to the device that proved who it is, and runs a <see cref="CwmpAcs"/> for it.
/// </summary>
/// <remarks>
/// Thread-safe. All state is in the object, none is static. Any number of transports may share one engine. Stop it with <see cref="StopAsync"/> to let sessions finish,
/// then dispose of it.
/// </remarks>
public sealed partial class AcsEngine : IAsyncDisposable
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\0"u8);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly AcsSessionStore _sessions;
    private readonly AcsIdentityOptions _rules;
    private readonly ICwmpAcsFactory _factory;
    private readonly Action<AcsSessionSummary>? _sessionEnded;
    private readonly Action<AcsSecurityEvent>? _refused;
    private readonly TimeSpan _sessionTimeout;
    private readonly TimeSpan _maxSessionTimeout;
    private readonly ITimer _sweeper;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isStopping;
    private volatile bool _isOver;

    /// <summary>Makes an engine whose sessions share one <see cref="CwmpAcs"/>.</summary>
    /// <param name="acs">What to do in each session; used by all sessions at the same time.</param>
    /// <param name="options">Limits and rules; null for the defaults.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    public AcsEngine(CwmpAcs acs, AcsEngineOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(new SharedCwmpAcs(acs ?? throw new ArgumentNullException(nameof(acs))), options, loggerFactory, timeProvider)
    {
    }

    /// <summary>Makes an engine whose sessions get their <see cref="CwmpAcs"/> from a factory.</summary>
    /// <param name="factory">Gives the ACS of each session.</param>
    /// <param name="options">Limits and rules; null for the defaults.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    public AcsEngine(ICwmpAcsFactory factory, AcsEngineOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        options ??= new AcsEngineOptions();
        OptionsProblems.ThrowIfAny(options.Validate(), nameof(options));
        _factory = factory;
        _rules = options.Identity.Snapshot();
        _sessions = new AcsSessionStore(options.MaxSessions, _rules);
        _sessionEnded = options.SessionEnded;
        _refused = options.Refused;
        _sessionTimeout = options.SessionTimeout;
        _maxSessionTimeout = options.MaxSessionTimeout;
        HandlerTimeout = options.HandlerTimeout;
        MaxSessionDuration = options.MaxSessionDuration;
        MaxCpeRequests = options.MaxCpeRequests;
        MaxCpeRequestBytes = options.MaxCpeRequestBytes;
        RetryAfter = options.RetryAfter;
        Logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<AcsEngine>();
        Codec = new AcsCodec(options.Serializer, Logger);
        Time = timeProvider ?? TimeProvider.System;
        _sweeper = Time.CreateTimer(static state => ((AcsEngine)state!).Sweep(), this, SweepPeriod, SweepPeriod);
    }

    /// <summary>How many sessions are open.</summary>
    public int ActiveSessions => _sessions.Count;

    /// <summary>Whether <see cref="StopAsync"/> was called.</summary>
    public bool IsStopping => _isStopping;

    internal ILogger Logger { get; }

    internal TimeProvider Time { get; }

    internal AcsCodec Codec { get; }

    internal TimeSpan HandlerTimeout { get; }

    internal TimeSpan MaxSessionDuration { get; }

    internal TimeSpan RetryAfter { get; }

    internal int MaxCpeRequests { get; }

    internal long MaxCpeRequestBytes { get; }

    /// <summary>
    /// Takes one POST and completes with the reply to it, which may take until the handler of the session has decided what comes next. The POSTs of one CPE come one
    /// after the other; those of different CPEs at the same time.
    /// </summary>
    /// <param name="request">The POST.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the connection of the POST is gone. The session lives on: the CPE may send its POST again on another connection.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<AcsReply> HandleAsync(AcsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ValueTask<AcsReply> reply = ReplyAsync(request, cancellationToken);
        return SessionMetrics.AcsOctetsObserved ? MeasureAsync(request.Body.Length, reply) : reply;
    }

    /// <summary>
    /// Looks at a POST before its body is there: whoever cannot be the sender of any Inform, and is not the one of an open session, is refused whatever the body says, and
    /// a transport need neither wait for it nor set memory aside. Such a POST is over with that; any other goes to <see cref="HandleAsync"/>, which judges it anew.
    /// </summary>
    /// <param name="request">The POST; its body is not looked at.</param>
    /// <returns>The refusal; null where the body counts.</returns>
    public AcsReply? RefuseUnread(AcsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (AcsIdentityPolicy.DecideEarly(request.Evidence, _rules) is not { } early)
        {
            return null;
        }

        _sessions.TryFind(request, out AcsConversation? conversation);
        AcsIdentityDecision sender = conversation?.CheckSender(request.Evidence, request.ConnectionKey) ?? early;
        return sender.IsAccepted ? null : Reject(sender, request, conversation?.Binding.Device, conversation?.Id);
    }

    private static async ValueTask<AcsReply> MeasureAsync(int received, ValueTask<AcsReply> replying)
    {
        AcsReply reply = await replying.ConfigureAwait(false);
        SessionMetrics.AcsExchanged(received, reply.Body.Length);
        return reply;
    }

    private ValueTask<AcsReply> ReplyAsync(AcsRequest request, CancellationToken cancellationToken)
    {
        if (RefuseUnread(request) is { } refusal)
        {
            return new ValueTask<AcsReply>(refusal);
        }

        _sessions.TryFind(request, out AcsConversation? conversation);
        AcsIdentityDecision sender = conversation?.CheckSender(request.Evidence, request.ConnectionKey) ?? default;
        bool isEmpty = request.Body.Span.IndexOfAnyExcept(Blanks) < 0;
        CwmpEnvelope? envelope = null;
        if (!isEmpty && !Codec.TryRead(request, out envelope, out AcsReadFailure failure))
        {
            return new ValueTask<AcsReply>(AnswerUnreadable(failure, sender.IsAccepted ? conversation : null));
        }

        switch (envelope?.Body)
        {
            case Inform:
                return OpenAsync(request, envelope, conversation, cancellationToken);
            case MalformedRequest { MethodName: "Inform" }:
                return new ValueTask<AcsReply>(Fault(envelope, CwmpFaultCode.AcsInvalidArguments));
        }

        var post = new AcsPost(request, envelope);
        if (conversation is null)
        {
            return new ValueTask<AcsReply>(AnswerWithoutSession(request, post));
        }

        if (!sender.IsAccepted)
        {
            return new ValueTask<AcsReply>(Reject(sender, request, conversation.Binding.Device, conversation.Id));
        }

        _sessions.Move(conversation, request.ConnectionKey);
        return conversation.PostAsync(post, cancellationToken);
    }

    /// <summary>Lets no new session begin (503), and completes when all open sessions are over.</summary>
    /// <param name="cancellationToken">Ends the open sessions at once, with <see cref="AcsSessionEndReason.Shutdown"/>; the method then completes without an exception.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStopping = true;

        // An Inform takes its place first and looks at _isStopping then; one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_sessions.Count == 0)
        {
            _drained.TrySetResult();
        }

        try
        {
            await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            EndAll();
        }
    }

    /// <summary>Ends all sessions with <see cref="AcsSessionEndReason.Shutdown"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        EndAll();
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the answer to a request of the CPE.</summary>
    internal AcsReply Answer(CwmpEnvelope request, CwmpMessage answer, CwmpVersionAgreement version, bool hold)
    {
        if (answer is CwmpFault fault)
        {
            SessionMetrics.Fault(fault.FaultCode.Value, byAcs: true);
        }

        return AcsReply.Envelope(Codec.Write(request.CreateAnswer(answer) with { Namespace = version.Namespace, HoldRequests = hold }));
    }

    /// <summary>A session ended: once for each.</summary>
    internal void OnEnded(AcsConversation conversation, AcsExchange? last, AcsSessionMachine machine, AcsSessionSummary summary)
    {
        bool wasLast = _sessions.Remove(conversation);
        if (machine.State == AcsSessionState.Closed)
        {
            _sessions.Add(new AcsFarewell(conversation.Token, conversation.ConnectionKey, conversation.Binding, conversation.Id, last, machine)
            {
                HasReturnedToken = conversation.HasReturnedToken,
                ExpiresAt = Time.GetTimestamp() + (long)(_sessionTimeout.TotalSeconds * Time.TimestampFrequency),
            });
        }

        string reason = summary.EndReason.ToString();
        SessionMetrics.AcsSessionEnded(summary.Duration, reason, summary.AuthenticatedBy.ToString());
        if (Logger.IsEnabled(LogLevel.Information))
        {
            Logger.SessionEnded(conversation.Id, summary.Device.ToString(), reason, (long)summary.Duration.TotalMilliseconds, summary.RpcCount);
        }

        Tell(_sessionEnded, summary);
        if (wasLast && _isStopping)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Gives an ACS back to its factory.</summary>
    internal void Release(CwmpAcs acs) => _ = ReleaseAsync(acs);

    private async Task ReleaseAsync(CwmpAcs acs)
    {
        try
        {
            await _factory.ReleaseAsync(acs).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Logger.CallbackFailed(exception);
        }
    }

    private AcsReply AnswerUnreadable(in AcsReadFailure failure, AcsConversation? conversation)
    {
        if (failure.Fault is { } fault && conversation is not { IsCpeTurn: false })
        {
            // A request that failed; the session goes on (TR-069 §3.7.1.4).
            var request = new CwmpEnvelope { Body = fault, Id = failure.MessageId };
            return Answer(request, fault, conversation?.Version ?? new CwmpVersionAgreement(CwmpVersion.Cwmp10, CwmpNamespace.Cwmp10, null), conversation?.HoldRequests ?? false);
        }

        conversation?.End(AcsSessionEndReason.ProtocolViolation);
        return failure.IsTooLarge ? AcsReply.TooLarge(conversation is not null) : AcsReply.BadRequest(conversation is not null);
    }

    private AcsReply AnswerWithoutSession(AcsRequest request, in AcsPost post)
    {
        if (!_sessions.TryFindFarewell(request, out AcsFarewell? farewell))
        {
            Logger.SessionMissing(post.Kind.ToString());
            return AcsReply.BadRequest(endsSession: false);
        }

        bool isProvenConnection = request.ConnectionKey is not null && request.ConnectionKey == farewell.ConnectionKey;
        AcsIdentityDecision sender = farewell.Binding.Check(request.Evidence, isProvenConnection);
        return sender.IsAccepted ? farewell.Post(post) : Reject(sender, request, farewell.Binding.Device, farewell.SessionId);
    }

    private AcsReply Reject(AcsIdentityDecision decision, AcsRequest request, DeviceIdentity? claimed, string? sessionId)
    {
        if (decision.Reason != AcsRefusalReason.None)
        {
            ReportRefusal(decision.Reason, request, claimed, sessionId);
        }

        // Basic belongs inside TLS (TR-069 §3.4.4), where it saves the CPE a round trip.
        HttpAuthenticationSchemes schemes = request.Evidence.IsSecure
            ? HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest
            : HttpAuthenticationSchemes.Digest;
        return decision.IsChallenge ? AcsReply.Challenge(schemes, decision.Reason) : AcsReply.Forbidden(decision.Reason);
    }

    private void ReportRefusal(AcsRefusalReason reason, AcsRequest request, DeviceIdentity? claimed, string? sessionId)
    {
        string name = reason.ToString();
        SessionMetrics.AcsRefused(name);
        if (Logger.IsEnabled(LogLevel.Warning))
        {
            Logger.SenderRefused(name, claimed?.ToString(), sessionId, request.Evidence.RemoteAddress);
        }

        if (_refused is not null)
        {
            Tell(_refused, new AcsSecurityEvent
            {
                Reason = reason,
                Time = Time.GetUtcNow(),
                Evidence = request.Evidence,
                ClaimedDevice = claimed,
                SessionId = sessionId,
            });
        }
    }

    private void Tell<T>(Action<T>? callback, T what)
    {
        try
        {
            callback?.Invoke(what);
        }
        catch (Exception exception)
        {
            Logger.CallbackFailed(exception);
        }
    }

    private void Sweep()
    {
        long now = Time.GetTimestamp();
        foreach (AcsConversation conversation in _sessions.All)
        {
            conversation.CheckDeadline(now);
        }

        _sessions.ForgetFarewells(now);
    }

    private void EndAll()
    {
        // A session that begins files itself first and looks at _isOver then; one of the two sees the other.
        _isOver = true;
        Interlocked.MemoryBarrier();
        foreach (AcsConversation conversation in _sessions.All)
        {
            conversation.End(AcsSessionEndReason.Shutdown);
        }
    }
}
