// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
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
                static cancelled => cancelled.Call.TrySetCanceled(cancelled.Token), (Call: (AcsCall)state!, Token: token), preferLocal: false),
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
            _endReason = AcsSessionEndReason.Redirected;
            _machine.Break();
        }

        Finish();
    }

    private void ThrowIfNotCallable()
    {
        if (_endReason != AcsSessionEndReason.None)
        {
            throw new AcsSessionEndedException(_endReason);
        }

        if (!_runStarted || _runFinished)
        {
            throw new InvalidOperationException(
                $"Requests to the CPE can be sent from {nameof(CwmpAcs)}.{nameof(CwmpAcs.RunAsync)} alone, while it runs: until then the CPE has the turn.");
        }
    }

    private AcsCall CreateCall(CwmpRequest request)
    {
        string id = string.Create(null, stackalloc char[32], $"{Id}-{Interlocked.Increment(ref _nextId)}");
        bool hold = HoldRequests && !_machine.IsCpeDone;
        var envelope = new CwmpEnvelope { Body = request, Namespace = Version.Namespace, Id = id, HoldRequests = hold };
        return new AcsCall(request, id, hold, _engine.Codec.Write(envelope));
    }

    // The handler, from its first line to its end. Its first part runs on the thread of the POST that handed over the turn.
    private async Task RunAsync()
    {
        Exception? error = null;
        if (_activity is not null)
        {
            Activity.Current = _activity;
        }

        try
        {
            // The methods of a handler are called one after the other, also where one of them does not come back in time.
            if (!_answering.IsCompleted)
            {
                await _answering.ConfigureAwait(false);
            }

            if (_endReason == AcsSessionEndReason.None)
            {
                await _acs.RunAsync(Session, _ended.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_endReason != AcsSessionEndReason.None && exception is AcsSessionEndedException or OperationCanceledException)
        {
            // The end of the session, seen from inside.
        }
        catch (Exception exception)
        {
            error = exception;
            _engine.Logger.HandlerFailed(exception, Id);
        }

        AcsCall[] forgotten;
        lock (_gate)
        {
            _runFinished = true;
            _runError = error;
            forgotten = [.. _calls];
            _calls.Clear();
        }

        // Calls that the handler started and did not wait for: nobody is there to hear the answers.
        foreach (AcsCall call in forgotten)
        {
            call.TrySetException(new AcsSessionEndedException(AcsSessionEndReason.Completed));
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

            if (next is null && !_runFinished)
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
                next.SentAt = SessionMetrics.RpcsObserved ? _engine.Time.GetTimestamp() : 0;
                next.Activity = CwmpActivities.StartCall(_activity, next.Request.MethodName);
                _outstanding = next;
                _machine.OnRequestSent(next.Hold);
                reply = AcsReply.Envelope(next.Envelope);
                WaitFor(_timeout);
            }
            else
            {
                _machine.OnEmptySent();
                reply = AcsReply.NoContent;
                WaitFor(_timeout);
                if (_machine.State == AcsSessionState.Closed)
                {
                    reply = AcsReply.LastNoContent;
                    _endReason = FinishedReason;
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
            _engine.Logger.AnswerIdDiffers(Id, method);
        }

        var fault = envelope.Body as CwmpFault;
        lock (_gate)
        {
            CountRpc(method);
        }

        if (fault is not null)
        {
            SessionMetrics.Fault(fault.FaultCode.Value, byAcs: false);
            call.Activity.Faulted(fault.FaultCode.Value);
        }

        call.Activity.End();
        if (call.SentAt != 0)
        {
            SessionMetrics.AcsRpcFinished(_engine.Time.GetElapsedTime(call.SentAt), method, fault?.FaultCode.ToString());
        }

        _engine.Logger.RpcAnswered(Id, method);
        call.TrySetResult(envelope.Body);
    }

    // Answers a request of the CPE, once the answer before has come to an end. Does not throw.
    private async Task AnswerAsync(AcsExchange exchange, CwmpEnvelope envelope, Task before)
    {
        if (!before.IsCompleted)
        {
            await before.ConfigureAwait(false);
        }

        CwmpMessage answer = IsAwaited(exchange)
            ? await DecideAsync(envelope, exchange.Octets).ConfigureAwait(false)
            : CwmpFault.Create(CwmpFaultCode.AcsInternalError);
        AcsReply reply = WriteAnswer(envelope, ref answer);
        bool isInTime;
        lock (_gate)
        {
            _answersInProgress--;
            isInTime = IsAwaited(exchange);
            if (isInTime)
            {
                exchange.IsRepeatable = answer is not CwmpFault { FaultCode: var code } || code != CwmpFaultCode.AcsRetryRequest;
                _machine.OnAnswered(HoldRequests);
                CountRpc(envelope.Body.MethodName);
                WaitFor(_timeout);
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

    // False where its time was up while it waited for the answer before: the CPE has had a fault, and need not be heard behind its back.
    private bool IsAwaited(AcsExchange exchange)
    {
        lock (_gate)
        {
            return _exchange == exchange && _machine.State == AcsSessionState.AnsweringCpe;
        }
    }

    private async ValueTask<CwmpMessage> DecideAsync(CwmpEnvelope envelope, int octets)
    {
        var request = (CwmpRequest)envelope.Body;
        try
        {
            bool isOneTooMany;
            lock (_gate)
            {
                // Requests are kept until the session ends, so that their size counts as well as their number.
                isOneTooMany = _cpeRequests.Count >= _engine.MaxCpeRequests || _cpeRequestOctets + octets > _engine.MaxCpeRequestBytes;
                if (!isOneTooMany)
                {
                    _cpeRequests.Add(request);
                    _cpeRequestOctets += octets;
                }
            }

            return isOneTooMany
                ? CwmpFault.Create(CwmpFaultCode.AcsResourcesExceeded)
                : await _acs.AnswerAsync(Session, request, _ended.Token).ConfigureAwait(false);
        }
        catch (CwmpFaultException exception) when (exception.FaultCode.IsAcsCode)
        {
            return exception.Fault;
        }
        catch (Exception exception)
        {
            _engine.Logger.AnswerFailed(exception, Id, request.MethodName);
            return CwmpFault.Create(CwmpFaultCode.AcsInternalError);
        }
    }

    private AcsReply WriteAnswer(CwmpEnvelope envelope, ref CwmpMessage answer)
    {
        try
        {
            return _engine.Answer(envelope, answer, Version, HoldRequests);
        }
        catch (Exception exception)
        {
            // The handler's text, be it that of a fault, cannot be written as XML.
            _engine.Logger.AnswerFailed(exception, Id, envelope.Body.MethodName);
            answer = CwmpFault.Create(CwmpFaultCode.AcsInternalError);
            return _engine.Answer(envelope, answer, Version, HoldRequests);
        }
    }
}
