// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The device's side of CWMP. The engine calls the ACS when there is a reason, proves who the device is, answers what the ACS asks, and
/// loses nothing in a power cut. It sends nothing to an ACS whose certificate has not been verified.
/// </summary>
/// <remarks>
/// <para>
/// One loop owns the state; <see cref="RunAsync"/> is that loop. Every other member may be called from any thread, before and while the
/// loop runs, and takes effect on the loop. A task that it returns completes when the change is stored.
/// </para>
/// <para>
/// The reasons to call: boot, the periodic interval, a scheduled Inform, a changed value with active notification, a finished transfer, a
/// connection request, a new ACS URL, and <see cref="RaiseEventAsync"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using CwmpTlsContext context = new CwmpTlsContextBuilder().LoadVerifyLocations("ca.pem").UseCertificateChainFile("device.pem").Build();
/// var model = new CpeParameterTree(
///     CpeModel.Load("device.csv"), new Dictionary&lt;string, string&gt; { ["Device.ManagementServer.URL"] = acs });
/// var engine = new CpeEngine(new CpeEngineOptions
/// {
///     DataModel = model, StateStore = new DirectoryCpeStateStore("/var/lib/cpe"), TlsContext = context,
/// });
/// await engine.RunAsync(stop);
/// </code>
/// </example>
public sealed class CpeEngine
{
    private readonly CpeEngineParts _parts;
    private readonly CpeLoop _loop;
    private int _running;

    /// <summary>Makes an engine. Nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="options">Settings; copied here and never changed. What is changed in them later does not reach the engine.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public CpeEngine(CpeEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CpeEngineOptions copy = options.Snapshot();
        OptionsErrors.ThrowIfAny(CpeEngineOptionsRules.Mistakes(copy), nameof(options));
        _parts = new CpeEngineParts(copy);
        _parts.Sessions.Ended = result => SessionEnded?.Invoke(this, result);
        _loop = new CpeLoop(_parts);
    }

    /// <summary>Raised after each session and each failed attempt at one, on the loop: return quickly. An exception is logged.</summary>
    public event EventHandler<CpeSessionResult>? SessionEnded;

    /// <summary>What the engine is doing.</summary>
    public CpeEngineState State => _loop.State;

    /// <summary>Failed attempts since the last successful session.</summary>
    public int RetryCount => _parts.Environment.Events.Planner.RetryCount;

    /// <summary>Where the device listens for connection requests; null while it does not.</summary>
    public string? ConnectionRequestUrl => _parts.ConnectionRequests?.Url;

    /// <summary>
    /// Raises an event, for example <c>8 DIAGNOSTICS COMPLETE</c>, <c>13 WAKEUP</c> or a vendor's <c>X …</c>; a session follows at once.
    /// Events that the engine raises itself, and those that belong to a request (see <see cref="SendAsync"/>), cannot be raised here.
    /// </summary>
    /// <param name="code">The event.</param>
    /// <param name="commandKey">The command key of an <c>M …</c> event; empty otherwise.</param>
    /// <param name="cancellationToken">Ends the wait, not the event.</param>
    /// <returns>
    /// A task that completes when the event is stored, if its kind is kept over a reboot. It completes only while the engine runs.
    /// </returns>
    /// <exception cref="ArgumentException">The event is one of the engine's own.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    /// <exception cref="IOException">The event will be sent, but could not be stored.</exception>
    public Task RaiseEventAsync(EventCode code, string commandKey = "", CancellationToken cancellationToken = default)
    {
        _parts.EventTable.ThrowIfNotRaisable(code, commandKey);
        return PostAsync(() => RaiseForApplication(code, commandKey)).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Asks for a session now and waits for its end. If a session is running, the new one follows it.
    /// </summary>
    /// <param name="reason">An event to raise for the session; null to raise no event.</param>
    /// <param name="cancellationToken">Ends the wait, not the session.</param>
    /// <returns>How the session went. A failure is a result, not an exception.</returns>
    /// <exception cref="ArgumentException">As for <see cref="RaiseEventAsync"/>.</exception>
    public async Task<CpeSessionResult> RequestSessionAsync(EventCode? reason = null, CancellationToken cancellationToken = default)
    {
        if (reason is EventCode raised)
        {
            _parts.EventTable.ThrowIfNotRaisable(raised, string.Empty);
        }

        TaskCompletionSource<CpeSessionResult> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(() =>
        {
            if (reason is EventCode code)
            {
                RaiseForApplication(code, string.Empty);
            }

            _parts.Sessions.Request(waiter);
        }, mustBeStored: false).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a request of the device in the next session, with the event that belongs to it: Kicked, RequestDownload,
    /// AutonomousTransferComplete, AutonomousDUStateChangeComplete, GetRPCMethods or a vendor RPC. The two autonomous requests are kept
    /// until the ACS has answered, over reboots too. The others are kept as the table of events says.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <typeparam name="TResponse">The response that belongs to it.</typeparam>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentException">The engine sends this kind of request itself, or it is one that an ACS makes.</exception>
    /// <exception cref="CwmpFaultException">The ACS answered with a fault, and the request is not kept.</exception>
    /// <exception cref="InvalidOperationException">
    /// The request was given up: its session failed, the device rebooted, or a BOOTSTRAP discarded it.
    /// </exception>
    public async Task<TResponse> SendAsync<TResponse>(CwmpRequest<TResponse> request, CancellationToken cancellationToken = default)
        where TResponse : CwmpResponse
    {
        ArgumentNullException.ThrowIfNull(request);
        EventCode? code = _parts.EventTable.EventOf(request);
        TaskCompletionSource<CwmpResponse> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CpePendingRequest pending = new(request) { Event = code, Completion = completion };

        // One that could not be stored is sent all the same; the log tells of the store.
        await PostAsync(() =>
        {
            _parts.Environment.Events.Queue.ThrowIfFull();
            _parts.Environment.Events.Add(pending);
        }, mustBeStored: false).WaitAsync(cancellationToken).ConfigureAwait(false);
        return (TResponse)await completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Boots the device and runs it until it is stopped. An engine runs once. A session that is running when the engine is stopped is
    /// broken off. Everything undelivered is stored and goes out after the next start.
    /// </summary>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>A task that ends when the engine has stopped, always by cancellation or an exception.</returns>
    /// <exception cref="OperationCanceledException">The engine was stopped.</exception>
    /// <exception cref="IOException">The state store cannot be reached, or belongs to another process.</exception>
    /// <exception cref="InvalidOperationException">The engine was started before.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The engine was started before. An engine runs once; make a new one.");
        }

        await _loop.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts work onto the loop; the task completes when it is done and the state is stored.</summary>
    internal Task PostAsync(Action action, bool mustBeStored = true) => _parts.Inbox.PostAsync(action, mustBeStored);

    private void RaiseForApplication(EventCode code, string commandKey)
    {
        _parts.Environment.Events.Queue.ThrowIfFull();
        _parts.Environment.Events.Raise(code, commandKey);
    }
}
