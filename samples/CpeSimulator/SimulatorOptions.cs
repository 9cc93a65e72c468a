// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Cpe.Model;

namespace CpeSimulator;

/// <summary>The command line.</summary>
internal sealed class SimulatorOptions
{
    public const string Usage = """
        usage: CpeSimulator --acs URL --ca FILE [--cert FILE --key FILE | --ca-key FILE] [options]

          --acs URL                      the ACS, for example https://localhost:7547/
          --ca FILE                      the CAs that are trusted (PEM, DER or PKCS#7)
          --cert FILE, --key FILE        the device's certificate chain and key (PEM, or PKCS#12 by extension)
          --ca-key FILE                  the key of the CA in --ca: every device gets a certificate of its own, made on the fly
          --model FILE.csv               the device's parameters, in the format of genieacs-sim (default: a small TR-181 gateway)
          --devices N                    a fleet of N devices (default: 1)
          --sessions N                   end after N sessions per device (default: 1 for a fleet; one device runs until Ctrl-C)
          --connection-request-port N    listen for connection requests, device i on port N + i (0: free ports)
          --username NAME, --password P  HTTP credentials (ManagementServer.Username and Password)
          --state FOLDER                 keep the state of the devices here, so that they survive a restart (default: in memory)
          --allow-plain-http             let --acs be an http:// URL; then neither side proves its identity
        """;

    private SimulatorOptions()
    {
    }

    public Uri Acs { get; private set; } = null!;

    public string CaFile { get; private set; } = "";

    public string? CertificateFile { get; private set; }

    public string? KeyFile { get; private set; }

    public string? CaKeyFile { get; private set; }

    public CpeModel Model { get; private set; } = CpeModel.Device;

    public int Devices { get; private set; } = 1;

    public int? Sessions { get; private set; }

    public int? ConnectionRequestPort { get; private set; }

    public string Username { get; private set; } = "";

    public string Password { get; private set; } = "";

    public string? StateFolder { get; private set; }

    public bool AllowPlainHttp { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">The command line is wrong; the message says where.</exception>
    public static SimulatorOptions Parse(string[] args)
    {
        var options = new SimulatorOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name == "--allow-plain-http")
            {
                options.AllowPlainHttp = true;
                continue;
            }

            string value = ++i < args.Length ? args[i] : throw new FormatException($"{name} needs a value.");
            switch (name)
            {
                case "--acs": options.Acs = Url(value); break;
                case "--ca": options.CaFile = ExistingFile(value); break;
                case "--cert": options.CertificateFile = ExistingFile(value); break;
                case "--key": options.KeyFile = ExistingFile(value); break;
                case "--ca-key": options.CaKeyFile = ExistingFile(value); break;
                case "--model": options.Model = LoadModel(ExistingFile(value)); break;
                case "--devices": options.Devices = Number(name, value, 1, 100_000); break;
                case "--sessions": options.Sessions = Number(name, value, 1, 1_000_000); break;
                case "--connection-request-port": options.ConnectionRequestPort = Number(name, value, 0, ushort.MaxValue); break;
                case "--username": options.Username = value; break;
                case "--password": options.Password = value; break;
                case "--state": options.StateFolder = value; break;
                default: throw new FormatException($"There is no option {name}.");
            }
        }

        return options.Acs is null ? throw new FormatException("Missing: --acs.")
            : options.CaFile.Length == 0 && !options.AllowPlainHttp
            ? throw new FormatException("Missing: --ca, the CAs that vouch for the ACS.")
            : options is { CaKeyFile: not null, CertificateFile: not null }
            ? throw new FormatException("Either --cert or --ca-key, not both.")
            : options.ConnectionRequestPort + options.Devices - 1 > ushort.MaxValue
                ? throw new FormatException($"--connection-request-port {options.ConnectionRequestPort} leaves no ports for " +
                    $"{options.Devices} devices; 0 takes free ones.")
            : options;
    }

    private static CpeModel LoadModel(string path)
    {
        try
        {
            return CpeModel.Load(path);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} is no model in the format of genieacs-sim. {e.Message}", e);
        }
    }

    private static Uri Url(string value) => Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
        ? url
        : throw new FormatException($"\"{value}\" is no http or https URL.");

    private static int Number(string name, string value, int lowest, int highest)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest && number <= highest
            ? number
            : throw new FormatException($"{name} is a number from {lowest} to {highest}, not \"{value}\".");

    private static string ExistingFile(string path) => File.Exists(path) ? path : throw new FormatException($"There is no file {path}.");
}
