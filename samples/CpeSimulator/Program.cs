// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using CpeSimulator;
using Cwmp.Tls;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(SimulatorOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

var statistics = new Statistics();
try
{
    SimulatorOptions options = SimulatorOptions.Parse(args);
    using var factory = new DeviceFactory(options);
    if (options.Devices > 1)
    {
        await new Fleet(options, factory, statistics).RunAsync(stop.Token);
    }
    else
    {
        await RunOneAsync(options, factory);
    }
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message} See --help.");
    return 2;
}
catch (Exception e) when (e is CwmpTlsConfigurationException or CertificateLoadException or CryptographicException or ArgumentException
    or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    // Ctrl-C, or all requested sessions are done.
}

return statistics is { Sessions: > 0, Failed: 0 } ? 0 : 1;

// A single device works like a real CPE: it opens a session when it has an event, prints each session, and runs until it is stopped.
async Task RunOneAsync(SimulatorOptions options, DeviceFactory factory)
{
    using SimulatedDevice device = factory.Create(0);
    device.Engine.SessionEnded += (_, result) =>
    {
        statistics.Add(result);
        Console.WriteLine(Describe(result));
        if (options.Sessions is int sessions)
        {
            if (statistics.Sessions >= sessions)
            {
                stop.Cancel();
            }
            else
            {
                _ = device.Engine.RequestSessionAsync(cancellationToken: stop.Token);
            }
        }
        else if (statistics.Sessions == 1 && device.Engine.ConnectionRequestUrl is string url)
        {
            Console.WriteLine($"connection requests: {url}");
        }
    };
    await device.Engine.RunAsync(stop.Token);
}

static string Describe(CpeSessionResult result)
{
    string events = string.Join(", ", result.Events.Select(e => e.EventCode.Text));
    return result.Succeeded
        ? $"ok      {result.Duration.TotalMilliseconds,7:F1} ms  CWMP {result.Version}  [{events}]  {result.RequestsAnswered} requests " +
            $"answered, {result.RequestsDelivered} delivered"
        : $"FAILED  {result.Duration.TotalMilliseconds,7:F1} ms  {result.Failure}  [{events}]  " +
            $"{Advice.Sentence(result.Failure, result.Message)} Next attempt in {result.RetryDelay?.TotalSeconds:F0} s.";
}
