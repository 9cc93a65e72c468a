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
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Settings of a <see cref="CpeEngine"/>. Everything the ACS may change (URL, credentials, periodic interval, retry times) is not here but in the
/// data model, below <c>ManagementServer.</c> Read once, when the engine is made. Not thread-safe.
/// </summary>
public sealed class CpeEngineOptions
{
    /// <summary>The shortest <see cref="ResponseTimeout"/>: TR-069 §3.4 obliges a CPE to wait 30 s.</summary>
    public static readonly TimeSpan MinResponseTimeout = TimeSpan.FromSeconds(30);

    // What is wrong with the settings that were applied.
    private List<string> _mistakesOfSettings = [];

    /// <summary>The parameters of the device. Required.</summary>
    public required ICpeDataModel DataModel { get; set; }

    /// <summary>Where the state is kept. Required.</summary>
    public required ICpeStateStore StateStore { get; set; }

    /// <summary>
    /// The device's certificate and whom it trusts. Required unless everything goes over <see cref="PlainHttp"/>. It stays the caller's.
    /// </summary>
    public CwmpTlsContext? TlsContext { get; set; }

    /// <summary>Where TLS may be done without. Default nowhere.</summary>
    public CpePlainHttp PlainHttp { get; set; }

    /// <summary>Reboot and factory reset. Default null: the engine only behaves as if it had booted.</summary>
    public ICpeDevice? Device { get; set; }

    /// <summary>Downloads and uploads. Default null: they are answered with fault 9000. Needs <see cref="DownloadDirectory"/>.</summary>
    public ICpeTransferHandler? Transfers { get; set; }

    /// <summary>
    /// Where files are kept while they are downloaded; on the same medium for as long as a download may take, reboots included. For this engine
    /// alone: files of transfers it does not know are deleted when it starts. Default null.
    /// </summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>The largest file to download, in octets. Default 1 GiB.</summary>
    public long MaxDownloadSize { get; set; } = 1L << 30;

    /// <summary>Told how far each transfer is, on any thread. Default null.</summary>
    public IProgress<CpeTransferProgress>? TransferProgress { get; set; }

    /// <summary>Software modules. Default null: ChangeDUState is answered with fault 9000.</summary>
    public ICpeDeploymentUnits? DeploymentUnits { get; set; }

    /// <summary>Vendor RPCs by name (<c>X_&lt;OUI or domain&gt;_Name</c>). Default none.</summary>
    public IDictionary<string, CpeVendorMethod> VendorMethods { get; private set; } = new Dictionary<string, CpeVendorMethod>(StringComparer.Ordinal);

    /// <summary>
    /// How to listen for connection requests; credentials are taken from <c>ManagementServer.ConnectionRequestUsername</c> and
    /// <c>…Password</c>. Default null: no listener.
    /// </summary>
    public ConnectionRequestListenerOptions? ConnectionRequests { get; set; }

    /// <summary>How to listen for UDP connection requests (Annex G), as above. Default null: no listener.</summary>
    public UdpConnectionRequestListenerOptions? UdpConnectionRequests { get; set; }

    /// <summary>How many connection requests are accepted. Default null: the defaults of <see cref="ConnectionRequestGateOptions"/>.</summary>
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

    /// <summary>What the ACS is asked to wait between two POSTs, in seconds (header SessionTimeout). Default null: not sent; at least 30.</summary>
    public uint? SessionTimeoutHint { get; set; }

    /// <summary>The versions of CWMP to speak, any order. Default all, 1.0 to 1.4.</summary>
    public IReadOnlyList<CwmpVersion> Versions { get; set; } = CwmpVersion.All;

    /// <summary>
    /// What the device knows about the time; the same clock as the TLS context's. While it is not trusted, Informs say that the time is
    /// unknown. The engine raises its floor to the last good time it has stored. Default: trusted.
    /// </summary>
    public VerificationClock? Clock { get; set; }

    /// <summary>The clock behind every timer. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where jitter comes from. Default <see cref="Random.Shared"/>. Not used for anything secret.</summary>
    public Random Random { get; set; } = Random.Shared;

    /// <summary>The User-Agent header. Default <c>Cwmp.Tls</c>.</summary>
    public string UserAgent { get; set; } = "Cwmp.Tls";

    /// <summary>Where to log. Default nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Stands in for the network in tests.</summary>
    internal Func<HttpMessageHandler>? HandlerFactory { get; set; }

    /// <summary>Stands in for the table of TR-069 in tests.</summary>
    internal CpeEventTable? EventTable { get; set; }

    /// <summary>
    /// Takes over what a configuration file says. Mistakes in it are among those that <see cref="Validate"/> lists and the engine's constructor throws; what is wrong is
    /// left out.
    /// </summary>
    /// <param name="options">The settings; null ones are not touched.</param>
    public void Apply(CpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> problems = options.Validate();
        _mistakesOfSettings.AddRange(problems);
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

    /// <summary>A copy that later changes do not reach, lists and the options of listeners included. An engine works on its own.</summary>
    internal CpeEngineOptions Snapshot()
    {
        var copy = (CpeEngineOptions)MemberwiseClone();
        copy._mistakesOfSettings = [.. _mistakesOfSettings];
        copy.VendorMethods = new Dictionary<string, CpeVendorMethod>(VendorMethods, StringComparer.Ordinal);
        copy.Versions = Versions is null ? null! : [.. Versions];
        copy.ConnectionRequests = ConnectionRequests?.Snapshot();
        copy.UdpConnectionRequests = UdpConnectionRequests?.Snapshot();
        copy.ConnectionRequestLimits = ConnectionRequestLimits?.Snapshot();
        return copy;
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        List<string> problems = [.. _mistakesOfSettings];
        void Check(bool good, string problem)
        {
            if (!good)
            {
                problems.Add(problem);
            }
        }

        Check(DataModel is not null, $"{nameof(DataModel)} is missing.");
        Check(StateStore is not null, $"{nameof(StateStore)} is missing.");
        Check(
            TlsContext is not null || PlainHttp.HasFlag(CpePlainHttp.Acs) || HandlerFactory is not null,
            $"{nameof(TlsContext)} is missing; without one only plain http is possible, which {nameof(PlainHttp)} does not allow.");
        Check(
            Transfers is null || !string.IsNullOrWhiteSpace(DownloadDirectory),
            $"{nameof(Transfers)} needs a {nameof(DownloadDirectory)}.");
        Check(MaxDownloadSize > 0, $"{nameof(MaxDownloadSize)} must be positive, not {MaxDownloadSize}.");
        Check(
            ResponseTimeout >= MinResponseTimeout && ResponseTimeout <= TimeSpan.FromHours(1),
            $"{nameof(ResponseTimeout)} must be between 30 s and 1 h, not {ResponseTimeout}.");
        Check(
            MaxResponseSize is >= 32 * 1024 and <= 256 * 1024 * 1024,
            $"{nameof(MaxResponseSize)} must be between 32 KiB and 256 MiB, not {MaxResponseSize}.");
        Check(MaxRequestsPerSession >= 1, $"{nameof(MaxRequestsPerSession)} must be at least 1, not {MaxRequestsPerSession}.");
        Check(SessionTimeoutHint is null or >= 30, $"{nameof(SessionTimeoutHint)} must be at least 30, not {SessionTimeoutHint}.");
        Check(Versions is { Count: > 0 }, $"{nameof(Versions)} is empty.");
        Check(TimeProvider is not null, $"{nameof(TimeProvider)} is missing.");
        Check(Random is not null, $"{nameof(Random)} is missing.");
        Check(
            UserAgent is { Length: > 0 } && !UserAgent.AsSpan().ContainsAnyInRange('\0', '\u001F'),
            $"{nameof(UserAgent)} must be a text without control characters.");
        foreach (string name in VendorMethods.Keys)
        {
            Check(
                name.StartsWith("X_", StringComparison.Ordinal) && name.Length <= 64 && !name.Contains(' ', StringComparison.Ordinal),
                $"'{name}' is no name for a vendor RPC: X_ and at most 62 characters more, without blanks.");
        }

        problems.AddRange((ConnectionRequests?.Validate() ?? []).Select(problem => $"{nameof(ConnectionRequests)}: {problem}"));
        problems.AddRange((ConnectionRequestLimits?.Validate() ?? []).Select(problem => $"{nameof(ConnectionRequestLimits)}: {problem}"));
        return problems;
    }
}
