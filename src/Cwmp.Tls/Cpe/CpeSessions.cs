// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>Holds one session after the other with the ACS, and reports how each went. Belongs to the engine's loop.</summary>
/// <param name="environment">What the parts of the engine share.</param>
/// <param name="settings">What all sessions have in common.</param>
/// <param name="createRunner">Makes what carries a session through over its HTTP conversation.</param>
/// <param name="serve">Waits for a task and looks after the engine meanwhile.</param>
internal sealed class CpeSessions(
    CpeEnvironment environment,
    CpeSessionSettings settings,
    Func<CpeHttpConversation, CpeSessionRunner> createRunner,
    Func<Task, Task> serve)
{
    // A good time is stored no more often than this.
    private const long TimeFloorInterval = 24 * 60 * 60;

    private readonly List<TaskCompletionSource<CpeSessionResult>> _waiters = [];
    private readonly CpeEvents _events = environment.Events;
    private readonly ILogger _log = environment.Log;

    /// <summary>Called after each session with how it went.</summary>
    public Action<CpeSessionResult> Ended { get; set; } = static _ => { };

    /// <summary>Asks for a session now; the task gives its result. A session that is running does not count.</summary>
    public void Request(TaskCompletionSource<CpeSessionResult> waiter)
    {
        _waiters.Add(waiter);
        RequestAgain();
    }

    /// <summary>Asks for a session where somebody waits for one.</summary>
    public void RequestAgain()
    {
        if (_waiters.Count > 0)
        {
            _events.Planner.RequestNow(environment.Clock.Now);
        }
    }

    /// <summary>Nobody gets a session any more.</summary>
    public void GiveUp()
    {
        foreach (TaskCompletionSource<CpeSessionResult> waiter in _waiters)
        {
            waiter.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>Holds one session. A failure is a result; only the end of the engine is an exception.</summary>
    /// <param name="refresh">Takes over what concerns the listeners for connection requests, before and after the session.</param>
    /// <param name="cancellationToken">Ends the engine.</param>
    public async Task RunAsync(Func<CancellationToken, ValueTask> refresh, CancellationToken cancellationToken)
    {
        TaskCompletionSource<CpeSessionResult>[] waiters = [.. _waiters];
        _waiters.Clear();
        await refresh(cancellationToken).ConfigureAwait(false);
        CpeAnnouncement announcement = _events.BeginSession();
        int retryCount = _events.Planner.RetryCount;
        using Activity? activity = CwmpActivities.StartCpeSession(retryCount);
        long started = environment.Clock.Provider.GetTimestamp();
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

        result = result with { Duration = environment.Clock.Provider.GetElapsedTime(started) };
        await refresh(cancellationToken).ConfigureAwait(false);
        result = result with { RetryDelay = Conclude(announcement, result) };
        await environment.Keeper.TrySaveAsync().ConfigureAwait(false);
        Report(result, activity);
        foreach (TaskCompletionSource<CpeSessionResult> waiter in waiters)
        {
            waiter.TrySetResult(result);
        }

        // Asked for while this session was running: another one follows.
        RequestAgain();
    }

    private async Task<CpeSessionResult> ConverseAsync(
        CpeAnnouncement announcement, CpeSessionResult result, CancellationToken cancellationToken)
    {
        CpeSessionRunner? runner = null;
        CpeHttpConversation? http = null;
        try
        {
            if (!Uri.TryCreate(environment.Settings.Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new CpeSessionException(
                    CpeSessionFailure.NoAcsUrl,
                    "ManagementServer.URL is not an http or https URL, so that there is no ACS to call. Set it to the URL of the ACS.");
            }

            if (_log.IsEnabled(LogLevel.Debug))
            {
                _log.CpeSessionStarted(url.Host, string.Join(", ", announcement.Events.Select(e => e.EventCode.Text)), result.RetryCount);
            }

            http = new CpeHttpConversation(
                settings.Http, url, environment.Settings.Username, environment.Settings.Password, settings.AllowPlainHttp);
            runner = createRunner(http);
            await runner.RunAsync(announcement, serve, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Takes over what the session has changed, and plans the next one. Returns the wait before the retry of a failed one.
    /// </summary>
    private TimeSpan? Conclude(CpeAnnouncement announcement, CpeSessionResult result)
    {
        CpeDeviceState state = environment.State;
        TimeSpan? retry = _events.EndSession(announcement, result.Succeeded, result.Exception);
        state.Transfers.ForgetReported(_events.Queue);
        if (result.Succeeded && state.Clock.IsTrusted && state.Clock.UtcNow.ToUnixTimeSeconds() - state.TimeFloor > TimeFloorInterval)
        {
            state.TimeFloor = state.Clock.UtcNow.ToUnixTimeSeconds();
        }

        return retry;
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
            _log.CpeSessionFailed(outcome, result.Message, _events.Planner.RetryCount, (long)(result.RetryDelay?.TotalSeconds ?? 0));
        }

        try
        {
            Ended(result);
        }
        catch (Exception e)
        {
            _log.CpeCallbackFailed(e);
        }
    }
}
