// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Settings of a <see cref="CpeEngine"/>. Settings that the ACS may change (URL, credentials, periodic interval, retry times) are not here;
/// they are in the data model, below <c>ManagementServer.</c> The engine checks and copies the options when it is made. Not thread-safe.
/// </summary>
public sealed class CpeEngineOptions
{
    /// <summary>The shortest <see cref="ResponseTimeout"/>: TR-069 §3.4 obliges a CPE to wait 30 s.</summary>
    public static readonly TimeSpan MinResponseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The parameters of the device. Required.</summary>
    public required ICpeDataModel DataModel { get; set; }

    /// <summary>Where the state is kept. Required.</summary>
    public required ICpeStateStore StateStore { get; set; }

    /// <summary>
    /// The device's certificate and whom it trusts. Required unless the ACS is called over <see cref="PlainHttp"/>. The caller disposes of
    /// it.
    /// </summary>
    public CwmpTlsContext? TlsContext { get; set; }

    /// <summary>Where plain http is allowed. Default nowhere.</summary>
    public CpePlainHttp PlainHttp { get; set; }

    /// <summary>Reboots and resets the device. Default null: the engine behaves as if the device had booted.</summary>
    public ICpeDevice? Device { get; set; }

    /// <summary>
    /// Uses downloaded files, and opens files to upload. Default null: Download and Upload are answered with fault 9000. Needs
    /// <see cref="DownloadDirectory"/>.
    /// </summary>
    public ICpeTransferHandler? Transfers { get; set; }

    /// <summary>
    /// The directory for files while they are downloaded. It must keep them over reboots, and only this engine may use it: files of
    /// transfers that the engine does not know are deleted when it starts. Default null.
    /// </summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>The largest file to download, in octets. Default 1 GiB.</summary>
    public long MaxDownloadSize { get; set; } = 1L << 30;

    /// <summary>Told how far each transfer is, on any thread. Default null.</summary>
    public IProgress<CpeTransferProgress>? TransferProgress { get; set; }

    /// <summary>Software modules. Default null: ChangeDUState is answered with fault 9000.</summary>
    public ICpeDeploymentUnits? DeploymentUnits { get; set; }

    /// <summary>Vendor RPCs by name (<c>X_&lt;OUI or domain&gt;_Name</c>). Default empty.</summary>
    public IDictionary<string, CpeVendorMethod> VendorMethods { get; private set; } =
        new Dictionary<string, CpeVendorMethod>(StringComparer.Ordinal);

    /// <summary>What is wrong with the settings that were applied.</summary>
    internal List<string> MistakesOfSettings { get; private set; } = [];

    /// <summary>RPCs with a type that the application answers, by name; see <see cref="Answer{TRequest, TResponse}"/>.</summary>
    internal Dictionary<string, CpeMethod> TypedMethods { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// How to listen for connection requests; credentials are taken from <c>ManagementServer.ConnectionRequestUsername</c> and
    /// <c>…Password</c>. Default null: no listener.
    /// </summary>
    public ConnectionRequestListenerOptions? ConnectionRequests { get; set; }

    /// <summary>How to listen for UDP connection requests (Annex G), with the same credentials. Default null: no listener.</summary>
    public UdpConnectionRequestListenerOptions? UdpConnectionRequests { get; set; }

    /// <summary>
    /// How many connection requests are accepted. Default null: the defaults of <see cref="ConnectionRequestGateOptions"/>.
    /// </summary>
    public ConnectionRequestGateOptions? ConnectionRequestLimits { get; set; }

    /// <summary>
    /// The device's address in its <c>ConnectionRequestURL</c>. Default null: the local address of the last connection to the ACS.
    /// </summary>
    public IPAddress? ConnectionRequestAddress { get; set; }

    /// <summary>How long to wait for a complete HTTP response, connecting included. Default 60 s; 30 s to 1 h.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest response of the ACS, in octets. Default 4 MiB; 32 KiB (the least TR-069 allows) to 256 MiB.</summary>
    public int MaxResponseSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many requests of the ACS one session answers; after that it fails. Default 10 000; at least 1.</summary>
    public int MaxRequestsPerSession { get; set; } = 10_000;

    /// <summary>
    /// How many seconds the ACS is asked to wait between two POSTs (header SessionTimeout). Default null: not sent. At least 30.
    /// </summary>
    public uint? SessionTimeoutHint { get; set; }

    /// <summary>The versions of CWMP to speak, any order. Default all, 1.0 to 1.4.</summary>
    public IReadOnlyList<CwmpVersion> Versions { get; set; } = CwmpVersion.All;

    /// <summary>
    /// What the device knows about the time: the clock of the TLS context. While the clock is not trusted, Informs say that the time is
    /// unknown. The engine raises the floor of the clock to the last good time it has stored. Default null: the time is trusted.
    /// </summary>
    public VerificationClock? Clock { get; set; }

    /// <summary>The clock behind every timer. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Spreads retries and periodic Informs. Default <see cref="Random.Shared"/>. Nothing secret comes from it.</summary>
    public Random Random { get; set; } = Random.Shared;

    /// <summary>The User-Agent header. Default <c>Cwmp.Tls</c>.</summary>
    public string UserAgent { get; set; } = "Cwmp.Tls";

    /// <summary>Where to log. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Stands in for the network in tests.</summary>
    internal Func<HttpMessageHandler>? HandlerFactory { get; set; }

    /// <summary>Stands in for the table of TR-069 in tests.</summary>
    internal CpeEventTable? EventTable { get; set; }

    /// <summary>
    /// Has the application answer an RPC that has a type in this library and that the engine does not answer itself, such as GetOptions. A
    /// vendor RPC without a type is answered through <see cref="VendorMethods"/>. Replaces an earlier answer to the same RPC. The engine's
    /// constructor refuses an RPC that the engine answers itself.
    /// </summary>
    /// <param name="method">Carries out the RPC. A <see cref="CwmpFaultException"/> goes to the ACS as the answer.</param>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TResponse">Its response.</typeparam>
    /// <exception cref="ArgumentException">The type is not the request of an RPC in <see cref="CwmpMethod.All"/>.</exception>
    public void Answer<TRequest, TResponse>(Func<TRequest, CancellationToken, ValueTask<TResponse>> method)
        where TRequest : CwmpRequest<TResponse>
        where TResponse : CwmpResponse
    {
        ArgumentNullException.ThrowIfNull(method);
        TypedMethods[CwmpMethod.Of<TRequest>().Name] = CpeMethods.Typed<TRequest>(
            async (request, cancellationToken) => await method(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Takes over the settings of a configuration file. The engine's constructor reports mistakes in them together with all others; a
    /// setting with a mistake is left out.
    /// </summary>
    /// <param name="options">The settings. A setting that is null changes nothing.</param>
    public void Apply(CpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> problems = options.Validate();
        MistakesOfSettings.AddRange(problems);
        PlainHttp = options.PlainHttp ?? PlainHttp;
        DownloadDirectory = options.DownloadDirectory ?? DownloadDirectory;
        MaxDownloadSize = options.MaxDownloadSize ?? MaxDownloadSize;
        ResponseTimeout = options.ResponseTimeout ?? ResponseTimeout;
        MaxResponseSize = options.MaxResponseSize ?? MaxResponseSize;
        MaxRequestsPerSession = options.MaxRequestsPerSession ?? MaxRequestsPerSession;
        SessionTimeoutHint = options.SessionTimeoutHint ?? SessionTimeoutHint;
        UserAgent = options.UserAgent ?? UserAgent;
        if (problems.Count > 0)
        {
            return;
        }

        if (options.ConnectionRequestPort is { } port)
        {
            (ConnectionRequests ??= new ConnectionRequestListenerOptions()).EndPoint = new IPEndPoint(IPAddress.Any, port);
        }

        if (options.UdpConnectionRequestPort is { } udpPort)
        {
            (UdpConnectionRequests ??= new UdpConnectionRequestListenerOptions()).EndPoint = new IPEndPoint(IPAddress.Any, udpPort);
        }

        ConnectionRequestAddress = options.ConnectionRequestAddress is { } address ? IPAddress.Parse(address) : ConnectionRequestAddress;
    }

    /// <summary>Reads and writes the envelopes. Default <see cref="CwmpSerializer.Default"/>.</summary>
    internal CwmpSerializer Serializer { get; set; } = CwmpSerializer.Default;

    /// <summary>A copy that later changes do not reach, lists and the options of listeners included. An engine works on its own.</summary>
    internal CpeEngineOptions Snapshot()
    {
        var copy = (CpeEngineOptions)MemberwiseClone();
        copy.MistakesOfSettings = [.. MistakesOfSettings];
        copy.VendorMethods = new Dictionary<string, CpeVendorMethod>(VendorMethods, StringComparer.Ordinal);
        copy.TypedMethods = new Dictionary<string, CpeMethod>(TypedMethods, StringComparer.Ordinal);
        copy.Versions = Versions is null ? null! : [.. Versions];
        copy.ConnectionRequests = ConnectionRequests?.Snapshot();
        copy.UdpConnectionRequests = UdpConnectionRequests?.Snapshot();
        copy.ConnectionRequestLimits = ConnectionRequestLimits?.Snapshot();
        return copy;
    }
}
