// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.Cpe;

/// <content>Sessions.</content>
public sealed partial class CpeEngine
{
    private async Task RunSessionAsync(CancellationToken cancellationToken)
    {
        SetState(CpeEngineState.InSession);
        SessionWaiter[] waiters = [.. _waiters];
        _waiters.Clear();
        await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        CpeAnnouncement announcement = _agent.BeginSession();
        int retryCount = _agent.Planner.RetryCount;
        using Activity? activity = CwmpActivities.StartCpeSession(retryCount);
        long started = _clock.Provider.GetTimestamp();
        CpeSessionResult result = new() { Events = announcement.Events, RetryCount = retryCount };
        try
        {
            result = await ConverseAsync(announcement, result, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _waiters.AddRange(waiters);
            throw;
        }
        catch (Exception e)
        {
            result = result with { Failure = CpeSessionFailure.Internal, Message = "The session failed inside the device.", Exception = e };
        }

        result = result with { Duration = _clock.Provider.GetElapsedTime(started) };
        await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        result = result with { RetryDelay = _agent.EndSession(announcement, result.Succeeded, result.Exception) };
        await StoreAsync().ConfigureAwait(false);
        Report(result, activity);
        foreach (SessionWaiter waiter in waiters)
        {
            waiter.Completion.TrySetResult(result);
        }

        if (_waiters.Count > 0)
        {
            // Asked for while this session was running: another one follows.
            _agent.Planner.RequestNow(_clock.Now);
        }
    }

    private async Task<CpeSessionResult> ConverseAsync(CpeAnnouncement announcement, CpeSessionResult result, CancellationToken cancellationToken)
    {
        CpeSessionRunner? runner = null;
        CpeHttpConversation? http = null;
        try
        {
            if (!Uri.TryCreate(_agent.Settings.Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new CpeSessionException(CpeSessionFailure.NoAcsUrl, "ManagementServer.URL is no http or https URL.");
            }

            if (_log.IsEnabled(Microsoft.Extensions.Logging.LogLevel.Debug))
            {
                _log.CpeSessionStarted(url.Host, string.Join(", ", announcement.Events.Select(e => e.EventCode.Text)), result.RetryCount);
            }

            http = new CpeHttpConversation(
                _http, url, _agent.Settings.Username, _agent.Settings.Password, _plainHttp.HasFlag(CpePlainHttp.Acs));
            runner = new CpeSessionRunner(_agent, _informs, _handler, http, _serializer, _sessions, _log);
            await runner.RunAsync(announcement, ServeAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (CpeSessionException e)
        {
            result = result with { Failure = e.Failure, Message = e.Message, Exception = e.InnerException };
        }
        finally
        {
            http?.Dispose();
        }

        return result with
        {
            Url = http?.Url,
            InformDelivered = runner?.InformDelivered ?? false,
            Version = runner?.Version,
            RequestsAnswered = runner?.RequestsAnswered ?? 0,
            RequestsDelivered = runner?.RequestsDelivered ?? 0,
        };
    }

    private void Report(CpeSessionResult result, Activity? activity)
    {
        string outcome = result.Succeeded ? "Completed" : result.Failure.ToString();
        activity?.SetTag(TelemetryTags.Outcome, outcome);
        activity?.SetTag(TelemetryTags.ServerAddress, result.Url?.Host);
        SessionMetrics.CpeSessionEnded(result.Duration, outcome);
        if (result.Succeeded)
        {
            _log.CpeSessionSucceeded(
                result.Url?.Host, (long)result.Duration.TotalMilliseconds, result.RequestsAnswered, result.RequestsDelivered);
        }
        else
        {
            SessionMetrics.CpeRetryScheduled(outcome);
            activity.Failed(outcome, result.Message);
            _log.CpeSessionFailed(outcome, result.Message, _agent.Planner.RetryCount, (long)(result.RetryDelay?.TotalSeconds ?? 0));
        }

        try
        {
            SessionEnded?.Invoke(this, result);
        }
        catch (Exception e)
        {
            _log.CpeCallbackFailed(e);
        }
    }
}
