// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
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

Experiment? experiment = null;
Arguments? arguments = null;
try
{
    arguments = Arguments.Parse(args);
    using var files = new Credentials(arguments.Fault);

    // With a fault its cause is all there is to say.
    experiment = new Experiment(arguments, files, arguments.Fault is null ? Console.Out : TextWriter.Null);
    IReadOnlyCollection<Exception> failures = await experiment.RunAsync();
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
catch (Exception e) when (e is FormatException or CwmpTlsConfigurationException or SocketException or IOException or UnauthorizedAccessException)
{
    return Fail(e);
}
finally
{
    if (arguments?.PcapFile is not null && experiment?.Trace is not null)
    {
        using FileStream pcap = File.Create(arguments.PcapFile);
        experiment.Trace.WritePcap(pcap);
    }
}

// Both sides fail; the one that refused knows why.
static Exception MostTelling(IReadOnlyCollection<Exception> failures) =>
    failures.FirstOrDefault(failure => TlsHandshakeException.Find(failure) is { Side: TlsSide.Local }) ?? failures.First();

int Fail(Exception exception)
{
    string cause = exception.Message.ReplaceLineEndings(" ");
    Console.Error.WriteLine(arguments?.Fault is { } fault ? $"{fault.Name}: {cause}" : cause);
    return 1;
}
