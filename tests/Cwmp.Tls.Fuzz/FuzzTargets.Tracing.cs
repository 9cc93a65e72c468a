// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Fuzz;

internal static partial class FuzzTargets
{
    private static FuzzSubject Trace => new(RecordConnection, TraceSeeds, TraceWords);

    // Record headers, message headers, extensions, and DER of a name.
    private static byte[][] TraceWords =>
    [
        .. new[]
        {
            "1603010040", "1603030040", "1403030001", "1503030002", "1703030013", "01000030", "02000028", "0B000000", "0D000010",
            "0E000000",
            "0C000020", "0F000008", "10000002", "16000004", "0000", "000A", "000D", "0010", "0023", "0029", "002B", "0033", "FFFF",
            "FFFFFF",
            "3082FFFF", "300D310B3009060355040313025A5A", "0304", "0303",
        }.Select(Convert.FromHexString),
        "GET / HTTP/1.1\r\n"u8.ToArray(),
    ];

    /// <summary>
    /// The first byte says the side, the level and how the rest is cut: then pieces, each after two bytes that tell its direction
    /// and length, go through a recorder, and everything a user could ask of it is asked.
    /// </summary>
    private static void RecordConnection(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte mode = input[0];
        var recorder = new HandshakeRecorder((mode & 1) != 0, (HandshakeTraceLevel)((mode >> 1) % 3));
        bool inPieces = (mode & 0x80) != 0;
        input = input[1..];
        while (input.Length > 2)
        {
            int head = (input[0] << 8) | input[1];
            input = input[2..];
            int length = Math.Min(input.Length, head & (inPieces ? 0x3F : 0x7FFF));
            if (head >= 0x8000)
            {
                recorder.Sent(input[..length]);
            }
            else
            {
                recorder.Received(input[..length]);
            }

            input = input[length..];
            if (head == 0)
            {
                recorder.HandshakeCompleted();
            }
        }

        recorder.ReceivedEnd();
        recorder.SentEnd();
        _ = recorder.GetFacts();
        if (recorder.GetTrace() is not HandshakeTrace trace)
        {
            return;
        }

        string table = trace.ToTable(width: 0);
        if (trace.Frames.Count > HandshakeTrace.MaxFrames + 16 || table.AsSpan().ContainsAny('\0', '\u001B', '\r'))
        {
            throw new InvalidOperationException("The trace went beyond its limits.");
        }

        if (trace.IsCaptured)
        {
            trace.WritePcap(Stream.Null);
        }
    }

    private static byte[][] TraceSeeds()
    {
        const string Random = "0000000000000000000000000000000000000000000000000000000000000000";
        const string RetryRandom = "CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C";
        const string Name = "300D310B3009060355040313025A5A";

        // A hello with versions, key share, host, groups, signature schemes, protocols and an empty ticket.
        string extensions =
            Vector(2, "002B" + Vector(2, "0403040303") + "0033" + Vector(2, "0006001D0002AABB") + "0000" + Vector(2, "0006000003616373") +
                "000A" + Vector(2, "0002001D") + "000D" + Vector(2, "00020403") + "0010" + Vector(2, "0003026832") + "00230000");
        string clientHello = Record("16", Message("01", "0303" + Random + "00" + "00041301C02B" + "0100" + extensions));

        // TLS 1.2: hello, certificate, key exchange, request, done.
        string certificate = Vector(3, "3020301EA003020102020101300030003000" + Name + "00");
        string serverFlight =
            Record("16", Message("02", "0303" + Random + "00C02B00")) +
            Record("16", Message("0B", Vector(3, certificate + certificate))) +
            Record("16", Message("0C", "03001D020102" + "0403" + "00020102")) +
            Record("16", Message("0D", "0140" + "00020403" + Vector(2, Vector(2, Name)))) +
            Record("16", Message("0E", ""));

        // The client's answer: no certificate, key exchange, proof, change of ciphers, encrypted Finished, data, alert.
        string clientFlight =
            Record("16", Message("0B", "000000") + Message("10", "020102") + Message("0F", "040300020102")) +
            Record("14", "01") + Record("16", "AABBCCDD") + Record("17", "AABBCCDD") + Record("15", "AABBCCDD");
        string serverEnd = Record("16", Message("04", "00001C2000020102")) + Record("14", "01") + Record("16", "AABBCCDD");
        string retry = Record("16", Message("02", "0303" + RetryRandom + "00130100" + Vector(2, "002B00020304" + "003300020017")));
        string hello13 = Record("16", Message("02", "0303" + Random + "00130100" + Vector(2, "002B00020304")));
        string alert = Record("15", "0230");
        return
        [
            Input("03", clientHello, serverFlight, clientFlight, serverEnd),
            Input("01", clientHello, serverFlight, clientFlight),
            Input("05", clientHello, retry, clientHello + Record("14", "01"), hello13 + Record("17", "AABBCCDD")),
            Input("03", clientHello, alert),
            Input("03", Convert.ToHexString("POST /acs HTTP/1.1\r\nHost: acs\r\n\r\n"u8)),
            Input("83", clientHello),
        ];

        static string Vector(int size, string content) =>
            (content.Length / 2).ToString("X" + (2 * size), CultureInfo.InvariantCulture) + content;

        static string Message(string type, string body) => type + Vector(3, body);

        static string Record(string type, string content) => type + "0303" + Vector(2, content);

        // Pieces in turn, the first one received.
        static byte[] Input(string mode, params string[] pieces) => Convert.FromHexString(
            mode +
                string.Concat(pieces.Select((p, i) => ((i % 2 << 15) | (p.Length / 2)).ToString("X4", CultureInfo.InvariantCulture) + p)));
    }
}
