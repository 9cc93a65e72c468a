// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using AcsLoad;

// sessions: CWMP sessions (new TCP connection, full mutual TLS 1.3 handshake, Inform, empty POST, close), one device per worker, for a time
// or up to a count. idle:     connections that finish their handshake and then say nothing, until standard input ends.
// slow:     clients that never finish what they send: a ClientHello, a head or a body, an octet each second, until standard input ends.
// PID[,PID...] are the processes of the server, whose processor time and memory are read from /proc.
const string Usage = """
    usage: AcsLoad sessions HOST PORT DEVICES-DIRECTORY SECONDS|SESSIONSx PID[,PID...]
           AcsLoad idle     HOST PORT DEVICES-DIRECTORY CONNECTIONS PID[,PID...]
           AcsLoad slow     HOST PORT DEVICES-DIRECTORY CLIENTS
    """;

if (args.Length != (args.FirstOrDefault() == "slow" ? 5 : 6))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string host = args[1];
int port = int.Parse(args[2], CultureInfo.InvariantCulture);
LoadDevice[] devices = [.. Directory.EnumerateFiles(args[3], "*.pem").Order(StringComparer.Ordinal).Select(LoadDevice.Load)];
var server = new ServerProcess(args.Length == 6 ? args[5] : "");
switch (args[0])
{
    case "sessions":
        bool isCount = args[4].EndsWith('x');
        int most = isCount ? int.Parse(args[4][..^1], CultureInfo.InvariantCulture) : int.MaxValue;
        var duration = isCount ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(double.Parse(args[4], CultureInfo.InvariantCulture));
        return await Sessions.RunAsync(devices, host, port, most, duration, server);
    case "idle":
        return await IdleConnections.RunAsync(devices, host, port, int.Parse(args[4], CultureInfo.InvariantCulture), server);
    case "slow":
        return await SlowClients.RunAsync(devices, host, port, int.Parse(args[4], CultureInfo.InvariantCulture));
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
