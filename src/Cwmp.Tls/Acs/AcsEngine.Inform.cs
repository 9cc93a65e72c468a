// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Acs;

/// <content>How a session begins.</content>
public sealed partial class AcsEngine
{
    // An Inform begins a new session, whatever cookie comes with it (TR-069 §3.4.7); it must be clear first who sent it.
    private async ValueTask<AcsReply> OpenAsync(
        AcsAdmission admission, CwmpEnvelope envelope, AcsConversation? running, CancellationToken cancellationToken)
    {
        AcsRequest request = admission.Request;
        var inform = (Inform)envelope.Body;
        DeviceIdStruct id = inform.DeviceId;
        if (!DeviceIdentity.TryCreate(id.OUI, id.ProductClass, id.SerialNumber, out DeviceIdentity? device))
        {
            ReportRefusal(AcsRequestFailure.MalformedDeviceId, request, null, running?.Id);
            return Fault(
                envelope,
                CwmpFaultCode.AcsInvalidArguments,
                "DeviceId: the OUI is six hexadecimal digits, the SerialNumber 1 to 64 characters.");
        }

        AcsIdentityDecision decision = await IdentifyAsync(admission, device, cancellationToken).ConfigureAwait(false);
        if (decision.IsAccepted && running is not null && !running.IsOver && running.Binding.Key != _rules.KeyOf(device))
        {
            decision = AcsIdentityDecision.Refuse(
                running.ConnectionKey is not null && running.ConnectionKey == request.ConnectionKey
                    ? AcsRequestFailure.ConnectionOfAnotherDevice
                    : AcsRequestFailure.SessionOfAnotherDevice);
        }

        if (!decision.IsAccepted)
        {
            return Reject(decision, request, device, running?.Id);
        }

        if (!CwmpVersionNegotiation.TryAnswerInform(envelope, CwmpVersion.All, out CwmpVersionAgreement? version))
        {
            return Fault(envelope, CwmpFaultCode.AcsVersionIncompatible);
        }

        bool hasPlace = false;
        if (!_isStopping)
        {
            _sessions.Find(device)?.End(AcsSessionFailure.Superseded);
            hasPlace = _sessions.TryReserve();
            if (hasPlace && _isStopping)
            {
                // Stopping began in between and may have counted without this one.
                GivePlaceBack();
                hasPlace = false;
            }
        }

        if (!hasPlace)
        {
            if (_logger.IsEnabled(LogLevel.Warning))
            {
                _logger.SessionsExhausted(_sessions.Count, device.ToString());
            }

            return AcsReply.Unavailable(_options.RetryAfter);
        }

        var binding = new AcsBinding(device, decision.AuthenticatedBy, request.Evidence, _rules);
        AcsReply? reply = null;
        try
        {
            reply = await BeginAsync(request, envelope, version, binding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (reply?.SessionToken is null)
            {
                GivePlaceBack();
            }
        }

        return reply;
    }

    private void GivePlaceBack()
    {
        if (_sessions.Unreserve() && _isStopping)
        {
            _drained.TrySetResult();
        }
    }

    private async ValueTask<AcsIdentityDecision> IdentifyAsync(
        AcsAdmission admission, DeviceIdentity device, CancellationToken cancellationToken)
    {
        if (admission.Early is { } early)
        {
            // Good enough for a session that runs, but for no Inform.
            return early;
        }

        AcsPeerEvidence evidence = admission.Request.Evidence;
        bool mustHaveCertificate = evidence.CertificateClass != AcsCertificateClass.Unique && _rules.DowngradeGuard is { } guard &&
            await guard.MustHaveCertificateAsync(_rules.KeyOf(device), cancellationToken).ConfigureAwait(false);
        return AcsIdentityPolicy.Decide(evidence, device, _rules, mustHaveCertificate);
    }

    private async ValueTask<AcsReply> BeginAsync(
        AcsRequest request, CwmpEnvelope envelope, CwmpVersionAgreement version, AcsBinding binding, CancellationToken cancellationToken)
    {
        CwmpAcs? acs = null;
        AcsReply? reply = null;
        Task<AcsInformAnswer>? answering = null;
        try
        {
            if (binding.AuthenticatedBy == AcsAuthentication.Certificate && _rules.DowngradeGuard is { } guard)
            {
                await guard.RecordCertificateAsync(binding.Key, cancellationToken).ConfigureAwait(false);
            }

            acs = await _factory.CreateAsync(binding.Device, cancellationToken).ConfigureAwait(false);
            var conversation = new AcsConversation(_environment, acs, (Inform)envelope.Body, version, binding, TimeoutOf(envelope));
            answering = acs.OnInformAsync(conversation.Session, cancellationToken);
            AcsInformAnswer answer = answering.IsCompletedSuccessfully
                ? await answering.ConfigureAwait(false)
                : await answering.WaitAsync(_options.HandlerTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            reply = answer.RedirectLocation is { } location
                ? AcsReply.Redirect(location, AcsRedirection.ToStatusCode(answer.RedirectStatus))
                : Begin(request, envelope, answer, conversation);
        }
        catch (CwmpFaultException exception) when (exception.FaultCode.IsAcsCode)
        {
            reply = Decline(envelope, exception.Fault, version, binding.Device);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _logger.InformFailed(exception, binding.Device.ToString());
            reply = _codec.WriteAnswer(envelope, CwmpFault.Create(CwmpFaultCode.AcsInternalError), version, hold: false);
        }
        finally
        {
            if (acs is not null && reply?.SessionToken is null)
            {
                ReleaseAfter(answering, acs);
            }
        }

        return reply;
    }

    // The fault is the handler's, and so is its text, which XML may not be able to carry.
    private AcsReply Decline(CwmpEnvelope envelope, CwmpFault fault, CwmpVersionAgreement version, DeviceIdentity device)
    {
        try
        {
            return _codec.WriteAnswer(envelope, fault, version, hold: false);
        }
        catch (Exception exception)
        {
            _logger.InformFailed(exception, device.ToString());
            return _codec.WriteAnswer(envelope, CwmpFault.Create(CwmpFaultCode.AcsInternalError), version, hold: false);
        }
    }

    // An answer that took too long is still the handler's code at work in its object.
    private void ReleaseAfter(Task? answering, CwmpAcs acs)
    {
        if (answering is { IsCompleted: false })
        {
            answering.ContinueWith(_ => Release(acs), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        else
        {
            Release(acs);
        }
    }

    private AcsReply Begin(AcsRequest request, CwmpEnvelope envelope, AcsInformAnswer answer, AcsConversation conversation)
    {
        conversation.HoldRequests = answer.HoldRequests;
        CwmpEnvelope response = envelope.CreateAnswer(new InformResponse()) with
        {
            Namespace = conversation.Version.Namespace,
            HoldRequests = answer.HoldRequests,
            UseCwmpVersion = conversation.Version.UseCwmpVersion,
        };
        AcsReply reply = AcsReply.Envelope(_codec.Write(response), conversation.Token.ToCookieValue());

        conversation.Start(request.ConnectionKey);
        SessionMetrics.AcsSessionStarted();
        if (_logger.IsEnabled(LogLevel.Information))
        {
            AcsBinding binding = conversation.Binding;
            _logger.SessionStarted(conversation.Id, binding.Device.ToString(), binding.AuthenticatedBy.ToString(), binding.RemoteAddress);
        }

        // Another Inform of the device may have come in between.
        _sessions.Add(conversation)?.End(AcsSessionFailure.Superseded);
        Interlocked.MemoryBarrier();
        if (_isOver)
        {
            // The engine ended all its sessions while the handler thought about this one.
            conversation.End(AcsSessionFailure.Shutdown);
        }

        return reply;
    }

    private TimeSpan TimeoutOf(CwmpEnvelope envelope)
    {
        var asked = TimeSpan.FromSeconds(envelope.SessionTimeout ?? 0);
        return asked <= _options.SessionTimeout ? _options.SessionTimeout
            : asked <= _options.MaxSessionTimeout ? asked
            : _options.MaxSessionTimeout;
    }

    // A fault to an Inform before there is an agreement: in the namespace of the Inform.
    private AcsReply Fault(CwmpEnvelope envelope, CwmpFaultCode code, string? text = null) =>
        _codec.WriteAnswer(
            envelope,
            CwmpFault.Create(code, text),
            new CwmpVersionAgreement(CwmpVersion.Cwmp10, envelope.CreateAnswer(envelope.Body).Namespace, null),
            hold: false);
}
