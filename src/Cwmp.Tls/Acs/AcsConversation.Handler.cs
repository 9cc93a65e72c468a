// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Acs.Sessions;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <content>The handler's side: its run, its calls, and the answers to the CPE's requests.</content>
internal sealed partial class AcsConversation
{
    /// <summary>Sends a request to the CPE and completes with its response.</summary>
    /// <exception cref="CwmpFaultException">The CPE answered with a fault.</exception>
    /// <exception cref="AcsSessionEndedException">The session is over.</exception>
    public async Task<CwmpMessage> CallAsync(CwmpRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AcsCall call = CreateCall(request);
        lock (_gate)
        {
            ThrowIfNotCallable();
            _calls.Enqueue(call);
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ThreadPool.UnsafeQueueUserWorkItem(
                static cancelled => cancelled.Call.TrySetCanceled(cancelled.Token),
                (Call: (AcsCall)state!, Token: token),
                preferLocal: false),
            call);
        CwmpMessage answer;
        await using (registration.ConfigureAwait(false))
        {
            Advance();
            answer = await call.Task.ConfigureAwait(false);
        }

        return answer is CwmpFault fault ? throw new CwmpFaultException(fault, request.MethodName) : answer;
    }

    /// <summary>Ends the session with a redirect as the reply to the open POST.</summary>
    public void Redirect(Uri location, AcsRedirectStatus status)
    {
        lock (_gate)
        {
            ThrowIfNotCallable();
            if (_machine.State != AcsSessionState.AcsTurn || _calls.Count > 0)
            {
                throw new InvalidOperationException("A redirect goes out when no call is open: await the calls before it.");
            }

            _redirect = AcsReply.Redirect(location, AcsRedirection.ToStatusCode(status));
            EndLocked(AcsSessionFailure.None);
            _machine.Break();
        }

        Finish();
    }

    private void ThrowIfNotCallable()
    {
        if (_isOver)
        {
            throw CreateEndedException();
        }

        if (!_handler.IsStarted || _handler.IsFinished)
        {
            throw new InvalidOperationException(
                $"Only {nameof(CwmpAcs)}.{nameof(CwmpAcs.RunAsync)} can send requests to the CPE, while it runs: before that the CPE "
                    + $"has the turn.");
        }
    }

    private AcsCall CreateCall(CwmpRequest request)
    {
        string id = string.Create(null, stackalloc char[32], $"{Id}-{Interlocked.Increment(ref _nextId)}");
        bool hold = HoldRequests && !_machine.IsCpeDone;
        var envelope = new CwmpEnvelope { Body = request, Namespace = Version.Namespace, Id = id, HoldRequests = hold };
        return new AcsCall(request, id, hold, _environment.Codec.Write(envelope));
    }

    private async Task RunAsync()
    {
        Exception? error = await _handler.RunAsync(_activity).ConfigureAwait(false);
        AcsCall[] forgotten;
        lock (_gate)
        {
            _handler.Finish(error);
            forgotten = [.. _calls];
            _calls.Clear();
        }

        // Calls that the handler started and did not wait for: nobody is there to hear the answers.
        foreach (AcsCall call in forgotten)
        {
            call.TrySetException(new AcsSessionEndedException(AcsSessionFailure.None));
        }

        Advance();
        Release();
    }

    // Replies to the open POST as soon as the handler has decided what comes next.
    private void Advance()
    {
        AcsExchange exchange;
        AcsReply reply;
        lock (_gate)
        {
            if (_machine.State != AcsSessionState.AcsTurn)
            {
                return;
            }

            AcsCall? next = null;
            while (next is null && _calls.TryDequeue(out AcsCall? call))
            {
                next = call.Task.IsCompleted ? null : call;
            }

            if (next is null && !_handler.IsFinished)
            {
                return;
            }

            if (next is null && _machine.MustReleaseHold)
            {
                // An envelope is needed that says HoldRequests=false, and every CPE answers this one without doing anything.
                HoldRequests = false;
                next = CreateCall(new GetRPCMethods());
            }

            exchange = _exchange!;
            if (next is not null)
            {
                next.SentAt = SessionMetrics.RpcsObserved ? _environment.Time.GetTimestamp() : 0;
                next.Activity = CwmpActivities.StartCall(_activity, next.Request.MethodName);
                _outstanding = next;
                _machine.OnRequestSent(next.Hold);
                reply = AcsReply.Envelope(next.Envelope);
                _clock.WaitFor(_timeout);
            }
            else
            {
                _machine.OnEmptySent();
                reply = AcsReply.NoContent;
                _clock.WaitFor(_timeout);
                if (_machine.State == AcsSessionState.Closed)
                {
                    reply = AcsReply.LastNoContent;
                    EndLocked(FailureOfHandler);
                }
            }
        }

        if (reply.EndsSession)
        {
            Finish();
        }
        else
        {
            exchange.TrySetResult(reply);
        }
    }

    private void Deliver(AcsCall call, CwmpEnvelope envelope)
    {
        string method = call.Request.MethodName;
        if (!string.IsNullOrEmpty(envelope.Id) && envelope.Id != call.Id)
        {
            // One request is outstanding at a time, so that order says what IDs cannot.
            _environment.Logger.AnswerIdDiffers(Id, method);
        }

        var fault = envelope.Body as CwmpFault;
        lock (_gate)
        {
            _tally.Count(method);
        }

        if (fault is not null)
        {
            SessionMetrics.Fault(fault.FaultCode.Value, byAcs: false);
            call.Activity.Faulted(fault.FaultCode.Value);
        }

        call.Activity.End();
        if (call.SentAt != 0)
        {
            CwmpMethod.TryFind(method, out CwmpMethod? known);
            SessionMetrics.AcsRpcFinished(_environment.Time.GetElapsedTime(call.SentAt), known?.Name, fault?.FaultCode.ToString());
        }

        _environment.Logger.RpcAnswered(Id, method);
        call.TrySetResult(envelope.Body);
    }

    // Answers a request of the CPE. Does not throw.
    private async Task AnswerAsync(AcsExchange exchange, CwmpEnvelope envelope)
    {
        CwmpMessage answer = IsAwaited(exchange)
            ? await DecideAsync((CwmpRequest)envelope.Body, exchange.Octets).ConfigureAwait(false)
            : CwmpFault.Create(CwmpFaultCode.AcsInternalError);
        AcsReply reply = WriteAnswer(envelope, ref answer);
        bool isInTime;
        lock (_gate)
        {
            _handler.AnswerEnds();
            isInTime = IsAwaited(exchange);
            if (isInTime)
            {
                exchange.IsRepeatable = answer is not CwmpFault { FaultCode: var code } || code != CwmpFaultCode.AcsRetryRequest;
                _machine.OnAnswered(HoldRequests);
                _tally.Count(envelope.Body.MethodName);
                _clock.WaitFor(_timeout);
            }
        }

        if (isInTime)
        {
            exchange.TrySetResult(reply);
        }
        else
        {
            Release();
        }
    }

    // False where its time was up while it waited for the answer before: the CPE has had a fault, and the handler must not hear of the
    // request any more.
    private bool IsAwaited(AcsExchange exchange)
    {
        lock (_gate)
        {
            return _exchange == exchange && _machine.State == AcsSessionState.AnsweringCpe;
        }
    }

    private ValueTask<CwmpMessage> DecideAsync(CwmpRequest request, int octets)
    {
        bool isKept;
        lock (_gate)
        {
            isKept = _tally.TryKeep(request, octets);
        }

        return isKept ? _handler.DecideAsync(request) : new ValueTask<CwmpMessage>(CwmpFault.Create(CwmpFaultCode.AcsResourcesExceeded));
    }

    private AcsReply WriteAnswer(CwmpEnvelope envelope, ref CwmpMessage answer)
    {
        try
        {
            return _environment.Codec.WriteAnswer(envelope, answer, Version, HoldRequests);
        }
        catch (Exception exception)
        {
            // The handler's text, be it that of a fault, cannot be written as XML.
            _environment.Logger.AnswerFailed(exception, Id, envelope.Body.MethodName);
            answer = CwmpFault.Create(CwmpFaultCode.AcsInternalError);
            return _environment.Codec.WriteAnswer(envelope, answer, Version, HoldRequests);
        }
    }
}
