// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Cpe;

/// <summary>Puts the parts of an engine together. This is the one place that reads <see cref="CpeEngineOptions"/>.</summary>
internal sealed class CpeEngineParts
{
    /// <param name="options">The engine's own copy of the settings.</param>
    public CpeEngineParts(CpeEngineOptions options)
    {
        ILoggerFactory loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        VerificationClock timeOfDay = options.Clock ?? VerificationClock.Trusted(options.TimeProvider);
        EventTable = options.EventTable ?? CpeEventTable.Standard;
        Environment = new CpeEnvironment(
            options.DataModel,
            options.StateStore,
            new CpeClock(options.TimeProvider, timeOfDay),
            options.Random,
            loggers.CreateLogger<CpeEngine>(),
            EventTable);
        Inbox = new CpeInbox(Environment.Keeper.TrySaveAsync);
        CpeSessionSettings sessions = SessionSettings(options);
        CpeTransferWork? transfers = options.Transfers is null ? null : TransferWork(options, sessions.Http);
        Work = new CpeWork(
            transfers,
            options.DeploymentUnits is null
                ? null
                : new CpeOperationWork(options.DeploymentUnits, Environment.State, Inbox, Environment.Log),
            Inbox);
        Environment.Keeper.Stored = Work.Stored;
        Rebooter = new CpeRebooter(Environment, options.Device, Work);
        CpeInformBuilder informs = new(options.DataModel, Environment.Reader);
        CpeRequestHandler handler = RequestHandler(options, transfers);
        Sessions = new CpeSessions(
            Environment, sessions, http => new CpeSessionRunner(Environment, informs, handler, http, sessions), Inbox.ServeAsync);
        ConnectionRequests = options.ConnectionRequests is null && options.UdpConnectionRequests is null
            ? null
            : new CpeConnectionRequests(Environment, options, loggers);
    }

    public CpeEventTable EventTable { get; }

    public CpeEnvironment Environment { get; }

    public CpeInbox Inbox { get; }

    public CpeWork Work { get; }

    public CpeRebooter Rebooter { get; }

    public CpeSessions Sessions { get; }

    /// <summary>Null on a device that does not listen for connection requests.</summary>
    public CpeConnectionRequests? ConnectionRequests { get; }

    private static CpeSessionSettings SessionSettings(CpeEngineOptions options) => new()
    {
        Http = new CpeHttpSettings
        {
            TlsContext = options.TlsContext,
            Time = options.TimeProvider,
            ResponseTimeout = options.ResponseTimeout,
            MaxResponseSize = options.MaxResponseSize,
            UserAgent = options.UserAgent,
            HandlerFactory = options.HandlerFactory,
        },
        AllowPlainHttp = options.PlainHttp.HasFlag(CpePlainHttp.Acs),
        Serializer = options.Serializer with
        {
            Limits = options.Serializer.Limits with { MaxEnvelopeBytes = options.MaxResponseSize },
        },
        Versions = options.Versions,
        SessionTimeoutHint = options.SessionTimeoutHint,
        MaxRequests = options.MaxRequestsPerSession,
    };

    private CpeTransferWork TransferWork(CpeEngineOptions options, CpeHttpSettings http) => new(
        new CpeTransferContext
        {
            Http = http,
            Handler = options.Transfers!,
            Files = new CpeTransferFiles(Path.GetFullPath(options.DownloadDirectory!), Environment.Log),
            MaxDownloadSize = options.MaxDownloadSize,
            AllowPlainHttp = options.PlainHttp.HasFlag(CpePlainHttp.Transfers),
            Progress = options.TransferProgress,
            Clock = Environment.Clock,

            // Transfers run beside the loop, and a generator belongs to one thread.
            Random = new Random(options.Random.Next()),
            Log = Environment.Log,
        },
        Environment.State,
        Inbox);

    private CpeRequestHandler RequestHandler(CpeEngineOptions options, CpeTransferWork? transfers) => new(
        Environment,
        transfers is null
            ? null
            : new CpeTransferDesk(
                Environment.State.Transfers,
                Environment.Clock,
                options.Transfers!,
                options.PlainHttp.HasFlag(CpePlainHttp.Transfers),
                transfers.Cancel),
        options.DeploymentUnits is not null,
        options.TypedMethods.Concat(options.VendorMethods.Select(vendor => KeyValuePair.Create<string, CpeMethod>(
            vendor.Key,
            async (request, token) => await vendor.Value(options.Serializer.ToVendorRequest(request), token).ConfigureAwait(false)))),
        options.PlainHttp.HasFlag(CpePlainHttp.Acs));
}
