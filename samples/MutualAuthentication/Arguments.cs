// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;

namespace MutualAuthentication;

/// <summary>The command line.</summary>
internal sealed record Arguments(CwmpTlsMethod Method, Fault? Fault, string? PcapFile)
{
    public const string Usage =
        """
        Runs the experiment: a CA, an ACS and a CPE certificate are issued, the ACS accepts and the CPE connects over loopback TCP, both
        verify each other, an Inform and its answer pass, the connection is closed properly, and every handshake frame is shown.

          --tls 1.2|1.3   only that version (default: the best that both sides know)
          --fault NAME    causes one fault, prints its diagnosis and exits with 1
          --list-faults   lists the names of the faults
          --pcap FILE     writes the frames to a file for Wireshark
        """;

    /// <summary>Reads the command line; throws <see cref="FormatException"/> with what to do instead.</summary>
    public static Arguments Parse(string[] args)
    {
        var result = new Arguments(CwmpTlsMethod.Tls12AndTls13, null, null);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length
                ? args[i + 1]
                : throw new FormatException($"{args[i]} is not an option, or lacks its value; see --help.");
            result = args[i] switch
            {
                "--tls" => result with { Method = ParseMethod(value) },
                "--fault" => result with
                {
                    Fault = Fault.Find(value)
                ?? throw new FormatException($"There is no fault \"{value}\"; see --list-faults.")
                },
                "--pcap" =>
                result with { PcapFile = value.Length > 0 ? value : throw new FormatException("--pcap needs the name of a file.") },
                _ => throw new FormatException($"{args[i]} is not an option; see --help."),
            };
        }

        return result;
    }

    // The sample accepts the names of old versions, so that the library can say why it refuses them.
    private static CwmpTlsMethod ParseMethod(string version) => version switch
    {
        "1.3" => CwmpTlsMethod.Tls13,
        "1.2" => CwmpTlsMethod.Tls12,
        "1.1" => CwmpTlsMethod.Tls11,
        "1.0" => CwmpTlsMethod.Tls10,
        _ => throw new FormatException($"There is no TLS {version}; take 1.2 or 1.3."),
    };
}
