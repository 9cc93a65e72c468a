// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Carries one session through: asks <see cref="CpeSession"/> what comes next, posts it, and tells the events what has been delivered.
/// </summary>
internal sealed class CpeSessionRunner(
    CpeEnvironment environment,
    CpeInformBuilder informs,
    CpeRequestHandler handler,
    CpeHttpConversation http,
    CpeSessionSettings settings)
{
    private readonly CpeEvents _events = environment.Events;
    private readonly ILogger _log = environment.Log;
    private readonly CpeSession _rules = new();
    private readonly CpeEnvelopeWriter _writer = new(settings, environment.Log);
    private CpeAnnouncement _announcement = null!;
    private IReadOnlyDictionary<string, long> _changes = new Dictionary<string, long>();
    private CwmpRequest? _outstanding;
    private CpePendingRequest? _pending;
    private CwmpEnvelope? _asked;
    private CwmpMessage? _answer;
    private int _nextRequest;

    public bool InformDelivered => _rules.Established;

    public CwmpVersion? Version { get; private set; }

    public int RequestsAnswered { get; private set; }

    public int RequestsDelivered { get; private set; }

    private bool HasRequest
    {
        get
        {
            // A delivered BOOTSTRAP discards what waited before it.
            while (_nextRequest < _announcement.Requests.Count && !_events.Queue.Requests.Contains(_announcement.Requests[_nextRequest]))
            {
                _nextRequest++;
            }

            return _nextRequest < _announcement.Requests.Count;
        }
    }

    /// <summary>Runs the session to its end.</summary>
    /// <param name="announcement">What to announce and send.</param>
    /// <param name="serve">Waits for a task and looks after the engine meanwhile.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="CpeSessionException">The session failed.</exception>
    public async Task RunAsync(CpeAnnouncement announcement, Func<Task, Task> serve, CancellationToken cancellationToken)
    {
        _announcement = announcement;
        while (true)
        {
            CpeSessionPost post = _rules.Next(HasRequest);
            switch (post)
            {
                case CpeSessionPost.None when _rules.State == CpeSessionState.Ended:
                    return;
                case CpeSessionPost.None:
                    throw new CpeSessionException(
                        CpeSessionFailure.ProtocolViolation, $"The ACS broke the rules of the session: {_rules.Failure}.");
                case CpeSessionPost.Inform:
                    await WriteInformAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case CpeSessionPost.Request:
                    WriteRequest();
                    break;
                case CpeSessionPost.Answer:
                    WriteAnswer();
                    break;
                case CpeSessionPost.Empty:
                    _writer.Clear();
                    break;
                default:
                    break;
            }

            Task<CpeHttpReply> exchange = http.PostAsync(_writer.Written, isRequest: _outstanding is not null, cancellationToken);
            await serve(exchange).ConfigureAwait(false);
            CpeHttpReply reply = await exchange.ConfigureAwait(false);
            SessionMetrics.CpeExchanged(reply.Body.Length, _writer.Written.Length);
            await ReceiveAsync(reply, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteInformAsync(CancellationToken cancellationToken)
    {
        _changes = _events.Notifications.Snapshot();
        Inform inform = await informs
            .BuildAsync(
                _announcement, _changes.Keys, _events.Planner.RetryCount, environment.Clock.ReportedLocal, cancellationToken)
            .ConfigureAwait(false);
        _outstanding = inform;
        _writer.WriteInform(inform);
    }

    private void WriteRequest()
    {
        _pending = _announcement.Requests[_nextRequest++];
        _outstanding = _pending.Request;
        _writer.WriteRequest(_pending.Request);
    }

    private void WriteAnswer()
    {
        _outstanding = null;
        _writer.WriteAnswer(_asked!, _answer!);
        RequestsAnswered++;
        _asked = null;
        _answer = null;
    }

    private async ValueTask ReceiveAsync(CpeHttpReply reply, CancellationToken cancellationToken)
    {
        if (reply.Body.IsEmpty)
        {
            _outstanding = null;
            _rules.Received(CpeSessionInput.Empty, false, HasRequest);
            return;
        }

        CwmpEnvelope envelope = CpeEnvelopeReader.Read(settings.Serializer, reply, http.Url.Host);
        CpeSessionInput input = CpeEnvelopeReader.Classify(envelope.Body, _outstanding);
        if (_rules.State == CpeSessionState.AwaitingInformResponse && input == CpeSessionInput.Fault)
        {
            throw CpeEnvelopeReader.InformRefused((CwmpFault)envelope.Body);
        }

        bool wasInform = _rules.State == CpeSessionState.AwaitingInformResponse;
        _rules.Received(input, envelope.HoldRequests, HasRequest);
        switch (input)
        {
            case CpeSessionInput.MatchingResponse when wasInform:
                await EstablishedAsync(envelope).ConfigureAwait(false);
                break;
            case CpeSessionInput.MatchingResponse when _pending is not null:
                RequestsDelivered++;
                _events.Queue.RequestDelivered(_pending, (CwmpResponse)envelope.Body);
                environment.State.Transfers.ForgetReported(_events.Queue);
                await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
                break;
            case CpeSessionInput.Fault when _pending is not null:
                CwmpFault fault = (CwmpFault)envelope.Body;
                _log.CpeRequestFaulted(_pending.Request.MethodName, fault.FaultCode.Value);
                _events.Queue.RequestRefused(_pending, fault);
                break;
            case CpeSessionInput.Request when _rules.State == CpeSessionState.OwingAnswer:
                if (RequestsAnswered >= settings.MaxRequests)
                {
                    throw new CpeSessionException(
                        CpeSessionFailure.ProtocolViolation, $"The ACS sent more than {settings.MaxRequests} requests in one session.");
                }

                _asked = envelope;
                _answer = await handler.AnswerAsync((CwmpRequest)envelope.Body, cancellationToken).ConfigureAwait(false);
                break;
            default:
                break;
        }

        if (input != CpeSessionInput.RetryFault)
        {
            _pending = null;
            _outstanding = null;
        }
    }

    private async ValueTask EstablishedAsync(CwmpEnvelope response)
    {
        _events.Queue.InformDelivered(_announcement);
        _events.Notifications.Delivered(_changes);
        environment.State.Transfers.ForgetReported(_events.Queue);
        await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
        if (!CwmpVersionNegotiation.TryReadAnswer(response, settings.Versions, out CwmpVersionAgreement? agreement))
        {
            throw new CpeSessionException(
                CpeSessionFailure.NoCommonVersion,
                $"The ACS chose CWMP {response.UseCwmpVersion?.ToString() ?? response.Namespace.Uri}, which this device does not speak.");
        }

        Version = agreement.Version;
        _writer.Namespace = agreement.Namespace;
        _log.CpeInformAnswered(http.Url.Host, agreement.Version.ToString());
    }
}
