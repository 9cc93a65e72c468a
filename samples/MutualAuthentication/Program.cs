// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using System.Runtime.InteropServices;
using Cwmp.Tls;
using MutualAuthentication;

if (args.Contains("--help"))
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

if (args.Contains("--list-faults"))
{
    foreach (Fault fault in Fault.All)
    {
        Console.WriteLine($"{fault.Name,-22} {fault.Description}");
    }

    return 0;
}

// A run that is stopped deletes its keys.
using var stopping = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
Arguments? arguments = null;
try
{
    arguments = Arguments.Parse(args);
    using FileStream? pcap = arguments.PcapFile is null ? null : File.Create(arguments.PcapFile);
    using var files = new Credentials(arguments.Fault);

    // With a fault the program prints only the cause of the failure.
    var experiment = new Experiment(arguments, files, arguments.Fault is null ? Console.Out : TextWriter.Null);
    IReadOnlyCollection<Exception> failures = await experiment.RunAsync(stopping.Token);
    if (pcap is not null)
    {
        experiment.Trace?.WritePcap(pcap);
    }

    if (failures.Count > 0)
    {
        return Fail(MostTelling(failures));
    }

    if (arguments.Fault is not null)
    {
        return Fail(new InvalidOperationException($"{arguments.Fault.Name} went unnoticed."));
    }

    Console.WriteLine();
    Console.Write(experiment.Trace!.ToTable());
    return 0;
}
catch (Exception e) when (e is FormatException or CwmpTlsConfigurationException or SocketException or IOException
    or UnauthorizedAccessException
    or OperationCanceledException)
{
    return Fail(e);
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}

// Both sides fail. The side that refused knows the reason.
static Exception MostTelling(IReadOnlyCollection<Exception> failures) =>
    failures.FirstOrDefault(failure => TlsHandshakeException.Find(failure) is { Side: TlsSide.Local }) ?? failures.First();

int Fail(Exception exception)
{
    string cause = exception is OperationCanceledException ? "The experiment was stopped." : exception.Message.ReplaceLineEndings(" ");
    Console.Error.WriteLine(arguments?.Fault is { } fault ? $"{fault.Name}: {cause}" : cause);
    return 1;
}
