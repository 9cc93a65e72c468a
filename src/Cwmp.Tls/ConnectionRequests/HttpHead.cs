// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The head of an HTTP/1.x message: start line and fields, with one character for each octet. It is strict where leniency is dangerous (no
/// folding, no space before the colon, no control characters) and lenient where devices need it (a bare LF, no reason phrase).
/// </summary>
internal sealed class HttpHead
{
    /// <summary>How many fields one message may have.</summary>
    public const int MaxFields = 64;

    private readonly List<KeyValuePair<string, string>> _fields;

    private HttpHead(string[] startLine, List<KeyValuePair<string, string>> fields)
    {
        First = startLine[0];
        Second = startLine[1];
        Third = startLine.Length > 2 ? startLine[2] : "";
        _fields = fields;
    }

    /// <summary>The method of a request, the version of a response.</summary>
    public string First { get; }

    /// <summary>The target of a request, the status of a response.</summary>
    public string Second { get; }

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third { get; }

    /// <summary>The status code of a response; 0 for a request.</summary>
    public int StatusCode { get; private init; }

    /// <summary>Whether the sender speaks HTTP/1.1, in which connections persist by default.</summary>
    public bool IsVersion11 { get; private init; }

    /// <summary>Whether this head allows another message on the connection after this one (RFC 9112 §9.3).</summary>
    public bool KeepsConnection
    {
        get
        {
            bool keeps = IsVersion11;
            foreach (string option in All("Connection").SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)))
            {
                if (option.Equals("close", StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }

                keeps |= option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
            }

            return keeps;
        }
    }

    /// <summary>Reads the head of a request; its empty line at the end is not part of it.</summary>
    public static bool TryParseRequest(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out HttpHead? head)
    {
        head = null;
        if (!TryRead(octets, out string startLine, out List<KeyValuePair<string, string>> fields))
        {
            return false;
        }

        string[] parts = startLine.Split(' ');
        if (parts.Length != 3 || parts[0].Length == 0 || parts[1].Length == 0 || !IsVersion1(parts[2]))
        {
            return false;
        }

        head = new HttpHead(parts, fields) { IsVersion11 = parts[2] != "HTTP/1.0" };
        return true;
    }

    /// <summary>Reads the head of a response; its empty line at the end is not part of it.</summary>
    public static bool TryParseResponse(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out HttpHead? head)
    {
        head = null;
        if (!TryRead(octets, out string startLine, out List<KeyValuePair<string, string>> fields))
        {
            return false;
        }

        string[] parts = startLine.Split(' ', 3);
        if (parts.Length < 2 || !IsVersion1(parts[0]) || parts[1].Length != 3 ||
            !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status < 100)
        {
            return false;
        }

        head = new HttpHead(parts, fields) { IsVersion11 = parts[0] != "HTTP/1.0", StatusCode = status };
        return true;
    }

    /// <summary>Every value of a field, in order.</summary>
    public IEnumerable<string> All(string name) =>
        _fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    /// <summary>Whether there is such a field.</summary>
    public bool Has(string name) => All(name).Any();

    private static bool IsVersion1(string version) =>
        version.Length == 8 && version.StartsWith("HTTP/1.", StringComparison.Ordinal) && char.IsAsciiDigit(version[7]);

    private static bool TryRead(ReadOnlySpan<byte> octets, out string startLine, out List<KeyValuePair<string, string>> fields)
    {
        startLine = "";
        fields = [];
        bool isFirst = true;
        foreach (Range range in octets.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = octets[range];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (HasControls(line))
            {
                return false;
            }

            if (isFirst)
            {
                startLine = Encoding.Latin1.GetString(line);
                isFirst = false;
                continue;
            }

            if (line.IsEmpty)
            {
                continue;
            }

            // RFC 9112 §5.1, §5.2: no space before the colon and no folded lines. Both can hide a field from one of two readers.
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAny(" \t"u8) || fields.Count == MaxFields)
            {
                return false;
            }

            fields.Add(new(Encoding.Latin1.GetString(line[..colon]), Encoding.Latin1.GetString(line[(colon + 1)..].Trim(" \t"u8))));
        }

        return startLine.Length > 0;
    }

    private static bool HasControls(ReadOnlySpan<byte> line)
    {
        foreach (byte octet in line)
        {
            if (octet is < 0x20 and not (byte)'\t' or 0x7f)
            {
                return true;
            }
        }

        return false;
    }
}
