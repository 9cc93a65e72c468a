// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.Certificates;

namespace IssueCertificates;

/// <summary>The command line.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        Issues the certificates of a small CWMP deployment: an authority, an ACS, and any number of devices.

          dotnet run --project samples/IssueCertificates -- --out DIR --acs-host NAME [--acs-ip IP] --device OUI:ProductClass:Serial ...

          --out DIR        the folder for all files; made if missing. A second run uses the authority in it.
          --acs-host NAME  the host of the ACS URL; may be given again for further names
          --acs-ip IP      an address of the ACS, for URLs without a name; may be given again
          --device ...     one device or more, such as 012345:STB:0123456789; 012345::0123456789 has no product class

        Writes ca.pem and ca.key, acs.pem, acs.key and acs.p12, and the same three for each device under its TR-069 name.
        Key and PKCS#12 files have no password and mode 0600.
        """;

    private static readonly string[] Options = ["--out", "--acs-host", "--acs-ip", "--device"];

    public string Folder { get; private set; } = "";

    public List<string> Hosts { get; } = [];

    public List<IPAddress> Addresses { get; } = [];

    public List<DeviceIdentity> Devices { get; } = [];

    public static CommandLine Parse(string[] args)
    {
        var result = new CommandLine();
        string option = "";
        foreach (string arg in args)
        {
            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                option = Options.Contains(arg) ? arg : throw new ArgumentException($"\"{arg}\" is not an option.");
                continue;
            }

            switch (option)
            {
                case "--out" when result.Folder.Length == 0:
                    result.Folder = arg;
                    break;
                case "--acs-host" when !IsAddress(arg):
                    result.Hosts.Add(Host(arg));
                    break;
                case "--acs-host" or "--acs-ip":
                    result.Addresses.Add(IsAddress(arg)
                        ? IPAddress.Parse(arg)
                        : throw new ArgumentException($"{option}: \"{arg}\" is not an IP address."));
                    break;
                case "--device":
                    result.Devices.Add(Device(arg));
                    break;
                default:
                    throw new ArgumentException(option.Length > 0
                        ? $"Did not expect \"{arg}\" after {option}."
                        : $"Did not expect \"{arg}\".");
            }
        }

        if (result.Folder.Length == 0 || result.Hosts.Count + result.Addresses.Count == 0 || result.Devices.Count == 0)
        {
            throw new ArgumentException("Expected --out, --acs-host (or --acs-ip) and at least one --device.");
        }

        return result;
    }

    /// <summary>The TR-069 name of the device, or a digest of the name if it is too long for a file system.</summary>
    public static string FileName(DeviceIdentity device)
    {
        string name = device.ToCommonName();
        return name.Length <= 200 ? name : "device-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(name)))[..40];
    }

    /// <summary>Whether the ACS certificate holds every name asked for.</summary>
    public static bool Covers(CertificateCredential acs, AcsCertificateOptions wanted) =>
        wanted.DnsNames.All(name =>
            acs.Certificate.MatchesHostname(name.Replace("*", "any", StringComparison.Ordinal), allowCommonName: false))
        && wanted.IPAddresses.All(address => acs.Certificate.MatchesHostname(address.ToString(), allowCommonName: false));

    // The parser would read "1.2.3" as 1.2.0.3.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out _) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3);

    // The issuer checks the name too. It is checked here first, so that a wrong name leaves no new authority behind.
    private static string Host(string text)
    {
        string name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.CheckHostName(name) == UriHostNameType.Dns
            ? text
            : throw new ArgumentException($"--acs-host: \"{text}\" is not a host name such as acs.example.com or *.example.com.");
    }

    private static DeviceIdentity Device(string text)
    {
        string[] parts = text.Split(':', 3);
        try
        {
            return parts.Length switch
            {
                2 => new DeviceIdentity(parts[0], parts[1]),
                3 => new DeviceIdentity(parts[0], parts[1], parts[2]),
                _ => throw new ArgumentException("expected OUI:ProductClass:Serial"),
            };
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"--device {text}: {e.Message}");
        }
    }
}
