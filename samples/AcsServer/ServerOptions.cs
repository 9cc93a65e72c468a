// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace AcsServer;

/// <summary>The command line.</summary>
internal sealed class ServerOptions
{
    public const string Usage = """
        usage: AcsServer --port N --ca FILE --cert FILE --key FILE [options]

          --port N                                   listen here with mutual TLS; 0 for any free port, here and below
          --ca FILE                                  the CAs that issue device certificates (PEM, DER or PKCS#7)
          --cert FILE, --key FILE                    this server's certificate chain and key (PEM, or PKCS#12 by extension)
          --client-certificates required|optional    optional: devices may come with a password instead (default: required)
          --tls-profile modern|legacy                legacy: also static RSA and CBC suites of TLS 1.2, for old devices (default: modern)
          --http-port N                              listen here without TLS, for devices with Digest passwords
          --users FILE                               username:password lines; a name like 00256D-Router-A1 is only for that device
          --admin-port N                             an API on localhost: GET /devices, POST /devices/{id}/tasks[?connection_request]
          --crl FILE                                 revocation lists of the device CAs; may be given more than once
          --periodic-inform SECONDS                  what devices are told on their first Inform (default: 300)
        """;

    private ServerOptions()
    {
    }

    public int Port { get; private set; } = -1;

    public string CaFile { get; private set; } = "";

    public string CertificateFile { get; private set; } = "";

    public string KeyFile { get; private set; } = "";

    public bool ClientCertificatesOptional { get; private set; }

    public bool LegacyTls { get; private set; }

    public int? HttpPort { get; private set; }

    public string? UsersFile { get; private set; }

    public int? AdminPort { get; private set; }

    public List<string> CrlFiles { get; } = [];

    public uint PeriodicInformInterval { get; private set; } = 300;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">The command line is wrong; the message says where.</exception>
    public static ServerOptions Parse(string[] args)
    {
        var options = new ServerOptions();
        for (int i = 0; i < args.Length; i += 2)
        {
            string name = args[i];
            string value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{name} needs a value.");
            switch (name)
            {
                case "--port": options.Port = Number(name, value); break;
                case "--ca": options.CaFile = ExistingFile(value); break;
                case "--cert": options.CertificateFile = ExistingFile(value); break;
                case "--key": options.KeyFile = ExistingFile(value); break;
                case "--client-certificates": options.ClientCertificatesOptional = OneOf(name, value, "required", "optional") == 1; break;
                case "--tls-profile": options.LegacyTls = OneOf(name, value, "modern", "legacy") == 1; break;
                case "--http-port": options.HttpPort = Number(name, value); break;
                case "--users": options.UsersFile = ExistingFile(value); break;
                case "--admin-port": options.AdminPort = Number(name, value); break;
                case "--crl": options.CrlFiles.Add(ExistingFile(value)); break;
                case "--periodic-inform": options.PeriodicInformInterval = (uint)Number(name, value); break;
                default: throw new FormatException($"There is no option {name}.");
            }
        }

        string[] missing = [.. new[] { ("--port", options.Port < 0 ? "" : "given"), ("--ca", options.CaFile),
            ("--cert", options.CertificateFile), ("--key", options.KeyFile) }
            .Where(entry => entry.Item2.Length == 0).Select(entry => entry.Item1)];
        return missing.Length == 0 ? options : throw new FormatException("Missing: " + string.Join(", ", missing) + ".");
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && (number <= ushort.MaxValue || name == "--periodic-inform")
            ? number
            : throw new FormatException($"{name} needs a number, not \"{value}\".");

    private static int OneOf(string name, string value, params string[] words) =>
        Array.IndexOf(words, value) is >= 0 and int index
            ? index
            : throw new FormatException($"{name} is {string.Join(" or ", words)}, not \"{value}\".");

    private static string ExistingFile(string path) => File.Exists(path) ? path : throw new FormatException($"There is no file {path}.");
}
