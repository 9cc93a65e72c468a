// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Acs.Sessions;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Acs;

/// <summary>
/// The ACS's side of CWMP sessions, without a transport: a POST goes in, the one reply to it comes out. The engine keeps the rules of a
/// session (TR-069 §3.7), ties each session to the device that proved who it is, and runs a <see cref="CwmpAcs"/> for it.
/// </summary>
/// <remarks>
/// Thread-safe. All state is in the object; no state is static. Any number of transports may share one engine. Call <see cref="StopAsync"/>
/// to let sessions finish, then dispose of the engine.
/// </remarks>
/// <example>
/// <code>
/// await using var engine = new AcsEngine(new Provisioning());     // Provisioning derives from CwmpAcs
///
/// // For each POST: look at its sender, then read its body, then answer it.
/// AcsAdmission admission = engine.Admit(new AcsRequest { SessionTokens = cookies, ConnectionKey = connectionId, Evidence = evidence });
/// AcsReply reply = admission.Refusal ?? await engine.HandleAsync(admission, await ReadBodyAsync(), charset, connectionAborted);
/// </code>
/// </example>
public sealed partial class AcsEngine : IAsyncDisposable
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\0"u8);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly AcsEngineOptions _options;
    private readonly AcsIdentityOptions _rules;
    private readonly AcsSessionStore _sessions;
    private readonly AcsSessionEnvironment _environment;
    private readonly AcsCodec _codec;
    private readonly ICwmpAcsFactory _factory;
    private readonly ILogger _logger;
    private readonly ITimer _sweeper;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isStopping;
    private volatile bool _isOver;

    /// <summary>Makes an engine whose sessions share one <see cref="CwmpAcs"/>.</summary>
    /// <param name="acs">What to do in each session; used by all sessions at the same time.</param>
    /// <param name="options">Limits, rules, logger and clock; null for the defaults. The engine takes a copy.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    public AcsEngine(CwmpAcs acs, AcsEngineOptions? options = null)
        : this(new SharedCwmpAcs(acs ?? throw new ArgumentNullException(nameof(acs))), options)
    {
    }

    /// <summary>Makes an engine whose sessions get their <see cref="CwmpAcs"/> from a factory.</summary>
    /// <param name="factory">Gives the ACS of each session.</param>
    /// <param name="options">Limits, rules, logger and clock; null for the defaults. The engine takes a copy.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    public AcsEngine(ICwmpAcsFactory factory, AcsEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        options ??= new AcsEngineOptions();
        OptionsErrors.ThrowIfAny(options.Validate(), nameof(options));
        _options = options.Snapshot();
        _rules = _options.Identity;
        _factory = factory;
        _logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<AcsEngine>();
        _sessions = new AcsSessionStore(_options.MaxSessions, _rules);
        _codec = new AcsCodec(_options.Serializer, _logger);
        _environment = new AcsSessionEnvironment
        {
            Codec = _codec,
            Limits = _options,
            Logger = _logger,
            Ended = OnEnded,
            Release = Release,
        };
        _sweeper = _options.TimeProvider.CreateTimer(static state => ((AcsEngine)state!).Sweep(), this, SweepPeriod, SweepPeriod);
    }

    /// <summary>How many sessions are open.</summary>
    public int ActiveSessions => _sessions.Count;

    /// <summary>Whether <see cref="StopAsync"/> was called.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>
    /// Looks at the sender of a POST before its body is read. A sender that can be the sender of no Inform, and is not the one of an open
    /// session, is refused whatever the body says, so that a transport need neither wait for the body nor set memory aside. Any other POST
    /// goes on to <see cref="HandleAsync(AcsAdmission, ReadOnlyMemory{byte}, string?, CancellationToken)"/>.
    /// </summary>
    /// <param name="request">The POST; its body and its charset are not looked at.</param>
    /// <returns>What the engine knows about the sender. Where <see cref="AcsAdmission.Refusal"/> is not null, it is the reply.</returns>
    public AcsAdmission Admit(AcsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (AcsIdentityPolicy.DecideEarly(request.Evidence, _rules) is not { } early)
        {
            return new AcsAdmission(this, request);
        }

        _sessions.TryFind(request, out AcsConversation? conversation);
        AcsIdentityDecision sender = conversation?.CheckSender(request.Evidence, request.ConnectionKey) ?? early;
        return sender.IsAccepted
            ? new AcsAdmission(this, request) { Early = early, Conversation = conversation }
            : new AcsAdmission(this, request)
            {
                Early = early,
                Refusal = Reject(sender, request, conversation?.Binding.Device, conversation?.Id),
            };
    }

    /// <summary>
    /// Takes a POST whose body is there already: looks at its sender (<see cref="Admit"/>), then answers it. The reply may take until the
    /// handler of the session has decided what comes next. The POSTs of one CPE come one after the other; those of different CPEs at the
    /// same time.
    /// </summary>
    /// <param name="request">The POST.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the connection of the POST is gone. The session lives on: the CPE may send its POST again on another connection.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<AcsReply> HandleAsync(AcsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return HandleAsync(Admit(request), request.Body, request.Charset, cancellationToken);
    }

    /// <summary>
    /// Answers a POST whose sender was looked at before its body was read. The reply may take until the handler of the session has decided
    /// what comes next.
    /// </summary>
    /// <param name="admission">
    /// What <see cref="Admit"/> of this engine said about the POST. Where it refuses the sender, its refusal is the reply.
    /// </param>
    /// <param name="body">
    /// The body, decoded from its transfer and content codings; empty for an empty POST. It is read before the task completes and not kept.
    /// </param>
    /// <param name="charset">The charset of the Content-Type, where it names one; null otherwise.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the connection of the POST is gone. The session lives on: the CPE may send its POST again on another connection.
    /// </param>
    /// <exception cref="ArgumentException">The admission is one of another engine.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<AcsReply> HandleAsync(
        AcsAdmission admission, ReadOnlyMemory<byte> body, string? charset = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(admission);
        if (admission.Engine != this)
        {
            throw new ArgumentException(
                "The admission was made by another engine: call Admit and HandleAsync of the same one.", nameof(admission));
        }

        if (admission.Conversation is { IsOver: true })
        {
            // The session that vouched for the sender ended while the body came in.
            admission = Admit(admission.Request);
        }

        ValueTask<AcsReply> reply = admission.Refusal is { } refusal
            ? new ValueTask<AcsReply>(refusal)
            : ReplyAsync(admission, body, charset, cancellationToken);
        return SessionMetrics.AcsOctetsObserved ? MeasureAsync(body.Length, reply) : reply;
    }

    private static async ValueTask<AcsReply> MeasureAsync(int received, ValueTask<AcsReply> replying)
    {
        AcsReply reply = await replying.ConfigureAwait(false);
        SessionMetrics.AcsExchanged(received, reply.Body.Length);
        return reply;
    }

    private ValueTask<AcsReply> ReplyAsync(
        AcsAdmission admission, ReadOnlyMemory<byte> body, string? charset, CancellationToken cancellationToken)
    {
        AcsRequest request = admission.Request;
        AcsConversation? conversation = admission.Conversation;
        AcsIdentityDecision sender = default;
        if (conversation is not null)
        {
            sender = AcsIdentityDecision.Accept(conversation.Binding.AuthenticatedBy);
        }
        else if (_sessions.TryFind(request, out conversation))
        {
            sender = conversation.CheckSender(request.Evidence, request.ConnectionKey);
        }

        bool isEmpty = body.Span.IndexOfAnyExcept(Blanks) < 0;
        CwmpEnvelope? envelope = null;
        if (!isEmpty && !_codec.TryRead(body.Span, charset, out envelope, out AcsReadFailure failure))
        {
            return new ValueTask<AcsReply>(AnswerUnreadable(failure, sender.IsAccepted ? conversation : null));
        }

        switch (envelope?.Body)
        {
            case Inform:
                return OpenAsync(admission, envelope, conversation, cancellationToken);
            case MalformedRequest { MethodName: nameof(Inform) }:
                return new ValueTask<AcsReply>(Fault(envelope, CwmpFaultCode.AcsInvalidArguments));
        }

        var post = new AcsPost(request.ConnectionKey, body.Span, envelope);
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
    /// <param name="cancellationToken">
    /// Cancelled when the open sessions shall end at once, with <see cref="AcsSessionFailure.Shutdown"/>; the method then completes without
    /// an exception.
    /// </param>
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

    /// <summary>Ends all sessions with <see cref="AcsSessionFailure.Shutdown"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        EndAll();
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    // A session ended: once for each.
    private void OnEnded(AcsConversation conversation, AcsSessionSummary summary)
    {
        bool wasLast = _sessions.Remove(conversation);
        if (conversation.CreateFarewell() is { } farewell)
        {
            _sessions.Add(farewell);
        }

        string outcome = summary.Outcome;
        SessionMetrics.AcsSessionEnded(summary.Duration, outcome, summary.AuthenticatedBy.ToString());
        if (_logger.IsEnabled(LogLevel.Information))
        {
            _logger.SessionEnded(
                conversation.Id, summary.Device.ToString(), outcome, (long)summary.Duration.TotalMilliseconds, summary.RpcCount);
        }

        Tell(_options.SessionEnded, summary);
        if (wasLast && _isStopping)
        {
            _drained.TrySetResult();
        }
    }

    // Gives an ACS back to its factory.
    private void Release(CwmpAcs acs) => _ = ReleaseAsync(acs);

    private async Task ReleaseAsync(CwmpAcs acs)
    {
        try
        {
            await _factory.ReleaseAsync(acs).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _logger.CallbackFailed(exception);
        }
    }

    private AcsReply AnswerUnreadable(in AcsReadFailure failure, AcsConversation? conversation)
    {
        if (failure.Fault is { } fault && conversation is not { IsCpeTurn: false })
        {
            // A request that failed; the session goes on (TR-069 §3.7.1.4).
            var request = new CwmpEnvelope { Body = fault, Id = failure.MessageId };
            CwmpVersionAgreement version = conversation?.Version
                ?? new CwmpVersionAgreement(CwmpVersion.Cwmp10, CwmpNamespace.Cwmp10, null);
            return _codec.WriteAnswer(request, fault, version, conversation?.HoldRequests ?? false);
        }

        conversation?.End(AcsSessionFailure.ProtocolViolation);
        return failure.IsTooLarge ? AcsReply.TooLarge(conversation is not null) : AcsReply.BadRequest(conversation is not null);
    }

    private AcsReply AnswerWithoutSession(AcsRequest request, in AcsPost post)
    {
        if (!_sessions.TryFindFarewell(request, out AcsFarewell? farewell))
        {
            _logger.SessionMissing(post.Kind.ToString());
            return AcsReply.BadRequest(endsSession: false);
        }

        bool isProvenConnection = request.ConnectionKey is not null && request.ConnectionKey == farewell.ConnectionKey;
        AcsIdentityDecision sender = farewell.Binding.Check(request.Evidence, isProvenConnection);
        return sender.IsAccepted ? farewell.Post(post) : Reject(sender, request, farewell.Binding.Device, farewell.SessionId);
    }

    private AcsReply Reject(AcsIdentityDecision decision, AcsRequest request, DeviceIdentity? claimed, string? sessionId)
    {
        if (decision.Failure != AcsRequestFailure.None)
        {
            ReportRefusal(decision.Failure, request, claimed, sessionId);
        }

        // Basic belongs inside TLS (TR-069 §3.4.4), where it saves the CPE a round trip.
        HttpAuthenticationSchemes schemes = request.Evidence.IsSecure
            ? HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest
            : HttpAuthenticationSchemes.Digest;
        return decision.IsChallenge ? AcsReply.Challenge(schemes, decision.Failure) : AcsReply.Forbidden(decision.Failure);
    }

    private void ReportRefusal(AcsRequestFailure failure, AcsRequest request, DeviceIdentity? claimed, string? sessionId)
    {
        string name = failure.ToString();
        SessionMetrics.AcsRefused(name);
        if (_logger.IsEnabled(LogLevel.Warning))
        {
            _logger.SenderRefused(name, claimed?.ToString(), sessionId, request.Evidence.RemoteAddress);
        }

        if (_options.Refused is not null)
        {
            Tell(_options.Refused, new AcsSecurityEvent
            {
                Failure = failure,
                Time = _options.TimeProvider.GetUtcNow(),
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
            _logger.CallbackFailed(exception);
        }
    }

    private void Sweep()
    {
        long now = _options.TimeProvider.GetTimestamp();
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
            conversation.End(AcsSessionFailure.Shutdown);
        }
    }
}
