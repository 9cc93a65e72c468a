// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Cwmp.Tls;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.State;
using EmbeddedCpe;
using Microsoft.Extensions.Logging;

if (args.Contains("--help"))
{
    Console.WriteLine(AgentOptions.Usage);
    return 0;
}

// A supervisor stops the agent with SIGTERM, a person with Ctrl-C. Undelivered events are stored and delivered after the next start.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    AgentOptions options = AgentOptions.Parse(args);
    return await RunAsync(options);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(AgentOptions.Usage);
    return 2;
}
catch (Exception e) when (e is CwmpTlsConfigurationException or CertificateLoadException or ArgumentException or IOException
    or UnauthorizedAccessException)
{
    // A file or the state folder cannot be used. The message says which one.
    Console.Error.WriteLine(e.Message);
    return 1;
}

async Task<int> RunAsync(AgentOptions options)
{
    // The factory put the certificate into the device. The identity of the device comes from this certificate and from nothing else.
    using CertificateCredential credential = CertificateFile.LoadCredential(options.CertificateFile, options.KeyFile);
    DeviceIdentityExtraction extraction = DeviceIdentityExtractor.Default.Extract(credential.Certificate);
    if (extraction.Identity is not { } identity)
    {
        Console.Error.WriteLine($"{options.CertificateFile} does not name a device: {extraction}");
        return 1;
    }

    using var log = new ConsoleLog(options.Verbose ? LogLevel.Debug : LogLevel.Warning);
    using CwmpTlsContext tls = new CwmpTlsContextBuilder()
        .LoadVerifyLocations(options.CaFile)
        .UseCredential(credential)
        .Build();
    using var state = new DirectoryCpeStateStore(options.StateFolder);
    var gateway = new Gateway(identity, options.Acs, stop.Cancel);
    var engine = new CpeEngine(new CpeEngineOptions
    {
        DataModel = gateway.Parameters,
        Device = gateway,
        StateStore = state,
        TlsContext = tls,
        LoggerFactory = log,
        ConnectionRequests = options.ConnectionRequestPort is int port
            ? new ConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Any, port) }
            : null,
    });

    int sessions = 0;
    int failed = 0;
    engine.SessionEnded += (_, result) =>
    {
        failed += result.Succeeded ? 0 : 1;
        Console.WriteLine(result.Succeeded
            ? string.Create(CultureInfo.InvariantCulture, $"session with {result.Url?.Host} ended well after " +
                $"{result.Duration.TotalMilliseconds:F0} ms, {result.RequestsAnswered} requests answered")
            : $"session failed: {result.Failure}. {result.Message}");
        if (++sessions >= options.Sessions)
        {
            stop.Cancel();
        }
    };

    try
    {
        await engine.RunAsync(stop.Token);
    }
    catch (OperationCanceledException)
    {
        // The agent was stopped, or the ACS asked for a reboot.
    }

    return gateway.RebootRequested || failed == 0 ? 0 : 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
