// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace EmbeddedCpe;

/// <summary>The command line.</summary>
internal sealed class AgentOptions
{
    public const string Usage = """
        usage: EmbeddedCpe --acs URL --ca FILE --cert FILE --key FILE --state FOLDER [options]

          --acs URL                      the ACS, an https URL; the ACS itself may change it later
          --ca FILE                      the CAs that may vouch for an ACS (PEM, DER or PKCS#7)
          --cert FILE, --key FILE        this device's certificate chain and key (PEM); the certificate says which device this is
          --state FOLDER                 the folder for everything that must survive a power cut
          --connection-request-port N    accept connection requests of the ACS on this port (default: none)
          --sessions N                   end after N sessions (default: run until stopped)
          --verbose                      write each step to standard error
        """;

    private AgentOptions()
    {
    }

    public string Acs { get; private set; } = "";

    public string CaFile { get; private set; } = "";

    public string CertificateFile { get; private set; } = "";

    public string KeyFile { get; private set; } = "";

    public string StateFolder { get; private set; } = "";

    public int? ConnectionRequestPort { get; private set; }

    public int Sessions { get; private set; } = int.MaxValue;

    public bool Verbose { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">The command line is wrong; the message says where.</exception>
    public static AgentOptions Parse(string[] args)
    {
        var options = new AgentOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name == "--verbose")
            {
                options.Verbose = true;
                continue;
            }

            string value = ++i < args.Length ? args[i] : throw new FormatException($"{name} needs a value.");
            switch (name)
            {
                case "--acs": options.Acs = Url(value); break;
                case "--ca": options.CaFile = value; break;
                case "--cert": options.CertificateFile = value; break;
                case "--key": options.KeyFile = value; break;
                case "--state": options.StateFolder = value; break;
                case "--connection-request-port": options.ConnectionRequestPort = Number(name, value, 0, ushort.MaxValue); break;
                case "--sessions": options.Sessions = Number(name, value, 1, int.MaxValue); break;
                default: throw new FormatException($"There is no option {name}.");
            }
        }

        (string Name, string Value)[] required =
        [
            ("--acs", options.Acs), ("--ca", options.CaFile), ("--cert", options.CertificateFile), ("--key", options.KeyFile),
            ("--state", options.StateFolder),
        ];
        string[] missing = [.. required.Where(entry => entry.Value.Length == 0).Select(entry => entry.Name)];
        return missing.Length == 0 ? options : throw new FormatException("Missing: " + string.Join(", ", missing) + ".");
    }

    private static string Url(string value) => Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps
        ? value
        : throw new FormatException($"--acs is an https URL, not \"{value}\".");

    private static int Number(string name, string value, int lowest, int highest) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest && number <= highest
            ? number
            : throw new FormatException($"{name} is a number from {lowest} to {highest}, not \"{value}\".");
}
