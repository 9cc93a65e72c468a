// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>
/// The handler of one session at work. Its methods are called one after the other, also where one of them does not come back in time: first
/// its answers to the requests of the CPE, then its run. The lock of the session guards the state; whatever calls the handler's code is
/// called without the lock.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A CancellationTokenSource without timer and wait handle holds nothing to dispose of.")]
internal sealed class AcsHandlerRun(CwmpAcs acs, AcsSession session, AcsSessionEnvironment environment)
{
    private readonly CancellationTokenSource _ended = new();

    // The last answer; it may go on after its time is up. Written by the POST that carries the request, of which there is one at a time.
    private Task _answering = Task.CompletedTask;

    private int _answersInProgress;
    private bool _isReleased;

    /// <summary>Whether the CPE has handed over the turn: from then on the handler may call.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether the handler has returned, or thrown.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>What the handler threw; null where it threw nothing.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Marks the run as started. Under the lock.</summary>
    /// <returns>Whether it was not before.</returns>
    public bool TryStart()
    {
        bool isFirst = !IsStarted;
        IsStarted = true;
        return isFirst;
    }

    /// <summary>Marks the run as finished. Under the lock.</summary>
    public void Finish(Exception? error)
    {
        IsFinished = true;
        Error = error;
    }

    /// <summary>An answer is about to begin. Under the lock.</summary>
    public void AnswerBegins() => _answersInProgress++;

    /// <summary>An answer has come to an end. Under the lock.</summary>
    public void AnswerEnds() => _answersInProgress--;

    /// <summary>Runs a step that answers a request of the CPE, once the step before it has come to an end.</summary>
    /// <param name="step">What to do; it does not throw.</param>
    public void Answer(Func<Task> step) => _answering = RunAfterAsync(_answering, step);

    /// <summary>The handler's own answer to a request of the CPE, or the fault it threw. Does not throw.</summary>
    public async ValueTask<CwmpMessage> DecideAsync(CwmpRequest request)
    {
        try
        {
            return await acs.AnswerAsync(session, request, _ended.Token).ConfigureAwait(false);
        }
        catch (CwmpFaultException exception) when (exception.FaultCode.IsAcsCode)
        {
            return exception.Fault;
        }
        catch (Exception exception)
        {
            environment.Logger.AnswerFailed(exception, session.Id, request.MethodName);
            return CwmpFault.Create(CwmpFaultCode.AcsInternalError);
        }
    }

    /// <summary>
    /// The handler, from its first line to its end. Its first part runs on the thread of the POST that handed over the turn. Does not
    /// throw.
    /// </summary>
    /// <param name="activity">The span of the session, which becomes the current one; null where traces are not observed.</param>
    /// <returns>What the handler threw; null for nothing, and for what the end of the session made it throw.</returns>
    public async Task<Exception?> RunAsync(Activity? activity)
    {
        if (activity is not null)
        {
            Activity.Current = activity;
        }

        try
        {
            if (!_answering.IsCompleted)
            {
                await _answering.ConfigureAwait(false);
            }

            if (!session.IsOver)
            {
                await acs.RunAsync(session, _ended.Token).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception exception) when (session.IsOver && exception is AcsSessionEndedException or OperationCanceledException)
        {
            // The end of the session, seen from inside.
            return null;
        }
        catch (Exception exception)
        {
            environment.Logger.HandlerFailed(exception, session.Id);
            return exception;
        }
    }

    /// <summary>Tells the handler that the session is over.</summary>
    public void Cancel()
    {
        try
        {
            _ended.Cancel();
        }
        catch (AggregateException exception)
        {
            environment.Logger.HandlerFailed(exception, session.Id);
        }
    }

    /// <summary>
    /// Whether the handler's object can be given back: the session is over and none of the handler's code runs. True once. Under the lock.
    /// </summary>
    public bool TryTakeForRelease(bool isOver)
    {
        if (_isReleased || !isOver || (IsStarted && !IsFinished) || _answersInProgress > 0)
        {
            return false;
        }

        _isReleased = true;
        return true;
    }

    /// <summary>Gives the handler's object back to its factory.</summary>
    public void Release() => environment.Release(acs);

    private static async Task RunAfterAsync(Task before, Func<Task> step)
    {
        if (!before.IsCompleted)
        {
            await before.ConfigureAwait(false);
        }

        await step().ConfigureAwait(false);
    }
}
