// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Threading.Channels;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// A CPE: calls its ACS when there is a reason, proves who it is, answers what the ACS asks, and loses nothing over power cuts. Nothing is sent
/// to an ACS whose certificate has not been verified.
/// </summary>
/// <remarks>
/// <para>
/// One loop owns the state; <see cref="RunAsync"/> is that loop. Every other member may be called from any thread, before and while it runs,
/// and takes effect on the loop. A task returned by one of them completes when what was asked for is stored.
/// </para>
/// <para>
/// The reasons to call: boot, the periodic interval, a scheduled Inform, a changed value with active notification, a finished transfer, a
/// connection request, a new ACS URL, and <see cref="RaiseEventAsync"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using CwmpTlsContext context = new CwmpTlsContextBuilder().LoadVerifyLocations("ca.pem").UseCertificateChainFile("device.pem").Build();
/// var model = new CpeParameterTree(CpeModel.Load("device.csv"), new Dictionary&lt;string, string&gt; { ["Device.ManagementServer.URL"] = acs });
/// var engine = new CpeEngine(new CpeEngineOptions
/// {
///     DataModel = model, StateStore = new DirectoryCpeStateStore("/var/lib/cpe"), TlsContext = context,
/// });
/// await engine.RunAsync(stop);
/// </code>
/// </example>
public sealed partial class CpeEngine
{
    private readonly Channel<Command> _inbox = Channel.CreateUnbounded<Command>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Command> _executed = [];
    private readonly List<SessionWaiter> _waiters = [];
    private readonly ICpeDataModel _model;
    private readonly ICpeDevice? _device;
    private readonly ICpeDeploymentUnits? _deploymentUnits;
    private readonly CpeAgent _agent;
    private readonly CpeClock _clock;
    private readonly CpeHttpSettings _http;
    private readonly CpeSessionSettings _sessions;
    private readonly CwmpSerializer _serializer;
    private readonly CpeInformBuilder _informs;
    private readonly CpeRequestHandler _handler;
    private readonly CpeTransferContext? _transfers;
    private readonly CpeConnectionRequests? _connectionRequests;
    private readonly CpePlainHttp _plainHttp;
    private readonly ILogger _log;
    private Task<bool>? _inboxWait;
    private int _state;
    private int _running;

    /// <summary>Makes an engine. Nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="options">Settings; read here and not again.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public CpeEngine(CpeEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsProblems.ThrowIfAny(options.Validate(), nameof(options));
        ILoggerFactory loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        _log = loggers.CreateLogger<CpeEngine>();
        _model = options.DataModel;
        _device = options.Device;
        _deploymentUnits = options.DeploymentUnits;
        _plainHttp = options.PlainHttp;
        VerificationClock timeOfDay = options.Clock ?? VerificationClock.Trusted(options.TimeProvider);
        _clock = new CpeClock(options.TimeProvider, timeOfDay);
        _agent = new CpeAgent(
            _model,
            new CpeStateKeeper(options.StateStore),
            _clock,
            timeOfDay,
            options.Random,
            _log);
        _http = new CpeHttpSettings
        {
            TlsContext = options.TlsContext,
            Time = options.TimeProvider,
            ResponseTimeout = options.ResponseTimeout,
            MaxResponseSize = options.MaxResponseSize,
            UserAgent = options.UserAgent,
            HandlerFactory = options.HandlerFactory,
        };
        _serializer = CwmpSerializer.Default with
        {
            Limits = CwmpSerializer.Default.Limits with { MaxEnvelopeBytes = options.MaxResponseSize },
        };
        _sessions = new CpeSessionSettings
        {
            Versions = [.. options.Versions],
            SessionTimeoutHint = options.SessionTimeoutHint,
            MaxRequests = options.MaxRequestsPerSession,
            Store = StoreAsync,
        };
        _informs = new CpeInformBuilder(_model, _agent.Reader);
        _transfers = options.Transfers is null ? null : new CpeTransferContext
        {
            Http = _http,
            Handler = options.Transfers,
            Directory = Path.GetFullPath(options.DownloadDirectory!),
            MaxDownloadSize = options.MaxDownloadSize,
            AllowPlainHttp = _plainHttp.HasFlag(CpePlainHttp.Transfers),
            Progress = options.TransferProgress,
            Clock = _clock,

            // Transfers run beside the loop, and a generator belongs to one thread.
            Random = new Random(options.Random.Next()),
            Log = _log,
        };
        _handler = new CpeRequestHandler(
            _agent,
            _model,
            _transfers is null ? null : new CpeTransferDesk(_agent, options.Transfers!, _transfers.AllowPlainHttp, StopTransfer),
            _deploymentUnits is not null,
            options.VendorMethods.ToFrozenDictionary(StringComparer.Ordinal),
            _plainHttp.HasFlag(CpePlainHttp.Acs),
            _log);
        _connectionRequests = options.ConnectionRequests is null && options.UdpConnectionRequests is null
            ? null
            : new CpeConnectionRequests(options, loggers);
    }

    /// <summary>Raised after each session and each failed attempt at one, on the loop: return quickly. An exception is logged.</summary>
    public event EventHandler<CpeSessionResult>? SessionEnded;

    /// <summary>What the engine is doing.</summary>
    public CpeEngineState State => (CpeEngineState)Volatile.Read(ref _state);

    /// <summary>Failed attempts since the last successful session.</summary>
    public int RetryCount => _agent.Planner.RetryCount;

    /// <summary>Where the device listens for connection requests; null while it does not.</summary>
    public string? ConnectionRequestUrl => _connectionRequests?.Url;

    /// <summary>
    /// Raises an event, for example <c>8 DIAGNOSTICS COMPLETE</c>, <c>13 WAKEUP</c> or a vendor's <c>X …</c>; a session follows at once. Events that the
    /// engine raises itself, and those that belong to a request (see <see cref="SendAsync"/>), cannot be raised here.
    /// </summary>
    /// <param name="code">The event.</param>
    /// <param name="commandKey">The command key of an <c>M …</c> event; empty otherwise.</param>
    /// <param name="cancellationToken">Ends the wait, not the event.</param>
    /// <returns>A task that completes when the event is stored, where its kind is kept over a reboot; only while the engine runs.</returns>
    /// <exception cref="ArgumentException">The event is one of the engine's own.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    /// <exception cref="IOException">The event will be sent, but could not be stored.</exception>
    public Task RaiseEventAsync(EventCode code, string commandKey = "", CancellationToken cancellationToken = default)
    {
        ThrowIfNotRaisable(code, commandKey);
        return PostAsync(() =>
        {
            _agent.State.Queue.ThrowIfFull();
            _agent.Raise(code, commandKey);
        }).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Asks for a session now and waits for its end. A session that is running does not count: what is asked for comes after it.
    /// </summary>
    /// <param name="reason">An event to raise for it; null for none of its own.</param>
    /// <param name="cancellationToken">Ends the wait, not the session.</param>
    /// <returns>How the session went; a failure is a result and no exception.</returns>
    /// <exception cref="ArgumentException">As for <see cref="RaiseEventAsync"/>.</exception>
    public async Task<CpeSessionResult> RequestSessionAsync(EventCode? reason = null, CancellationToken cancellationToken = default)
    {
        if (reason is EventCode raised)
        {
            ThrowIfNotRaisable(raised, string.Empty);
        }

        SessionWaiter waiter = new();
        await PostAsync(() =>
        {
            if (reason is EventCode code)
            {
                _agent.State.Queue.ThrowIfFull();
                _agent.Raise(code);
            }

            _waiters.Add(waiter);
            _agent.Planner.RequestNow(_clock.Now);
        }, mustBeStored: false).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await waiter.Completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a request of the device in the next session, with the event that belongs to it: Kicked, RequestDownload,
    /// AutonomousTransferComplete, AutonomousDUStateChangeComplete, GetRPCMethods or a vendor RPC. The autonomous ones are kept until the ACS
    /// has answered, over reboots too; the others are tried as the table of events allows.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <typeparam name="TResponse">The response that belongs to it.</typeparam>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentException">The engine sends this kind of request itself, or it is one that an ACS makes.</exception>
    /// <exception cref="CwmpFaultException">The ACS answered with a fault, and the request is not kept.</exception>
    /// <exception cref="InvalidOperationException">The request was given up: its session failed, the device rebooted, or a BOOTSTRAP discarded it.</exception>
    public async Task<TResponse> SendAsync<TResponse>(CwmpRequest<TResponse> request, CancellationToken cancellationToken = default)
        where TResponse : CwmpResponse
    {
        ArgumentNullException.ThrowIfNull(request);
        EventCode? code = request switch
        {
            Kicked => EventCode.Kicked,
            RequestDownload => EventCode.RequestDownload,
            AutonomousTransferComplete => EventCode.AutonomousTransferComplete,
            AutonomousDUStateChangeComplete => EventCode.AutonomousDUStateChangeComplete,
            GetRPCMethods or VendorRequest => null,
            _ => throw new ArgumentException($"{request.MethodName} is not for the application to send.", nameof(request)),
        };
        TaskCompletionSource<CwmpResponse> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CpePendingRequest pending = new(request) { Event = code, Completion = completion };

        // One that could not be stored is sent all the same; the log tells of the store.
        await PostAsync(() =>
        {
            _agent.State.Queue.ThrowIfFull();
            _agent.Add(pending);
        }, mustBeStored: false).WaitAsync(cancellationToken).ConfigureAwait(false);
        return (TResponse)await completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void ThrowIfNotRaisable(EventCode code, string commandKey)
    {
        ArgumentNullException.ThrowIfNull(commandKey);
        if (code.Text.Length is 0 or > 64 || commandKey.Length > 32)
        {
            throw new ArgumentException("An event code has 1 to 64 characters and a command key at most 32.", nameof(code));
        }

        if (CpeEventRule.For(code).DeliveredByOwnRequest || code == EventCode.Bootstrap || code == EventCode.Boot)
        {
            throw new ArgumentException($"'{code}' is raised by the engine itself, or goes with a request.", nameof(code));
        }
    }

    /// <summary>Puts work onto the loop; the task completes when it is done and the state is stored.</summary>
    internal Task PostAsync(Action action, bool mustBeStored = true)
    {
        Command command = new(action, mustBeStored);
        if (!_inbox.Writer.TryWrite(command))
        {
            throw new InvalidOperationException("The engine has ended.");
        }

        return command.Completion.Task;
    }

    private void Post(Action action) => _inbox.Writer.TryWrite(new Command(action, mustBeStored: false));

    private sealed class Command(Action action, bool mustBeStored)
    {
        public Action Action { get; } = action;

        /// <summary>Whether what it changed is worth nothing to the caller unless it survives a power cut.</summary>
        public bool MustBeStored { get; } = mustBeStored;

        public Exception? Failure { get; set; }

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class SessionWaiter
    {
        public TaskCompletionSource<CpeSessionResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
