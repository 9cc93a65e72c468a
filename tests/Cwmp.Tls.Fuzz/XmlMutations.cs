// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>
/// Mutations that know what XML is made of, so that inputs get beyond the first tag: tokens (a tag with what is up to the next one) and
/// whole elements are taken out, doubled, moved, wrapped; names, attributes and texts are replaced.
/// </summary>
internal static class XmlMutations
{
    private static readonly byte[][] Between =
    [
        "<!-- - -->"u8.ToArray(), "<?p x?>"u8.ToArray(), "<![CDATA[]]>"u8.ToArray(), "<![CDATA[]]&amp;]]>"u8.ToArray(),
        "\r\n\t"u8.ToArray(), "text"u8.ToArray(),
        "&#x41;"u8.ToArray(), "<x/>"u8.ToArray(), "<x>y</x>"u8.ToArray(), "<c:x xmlns:c='urn:dslforum-org:cwmp-1-0'/>"u8.ToArray(),
        "<Fault/>"u8.ToArray(),
    ];

    private static readonly byte[][] Attributes =
    [
        " a='1'"u8.ToArray(), " xmlns=''"u8.ToArray(), " xmlns='urn:dslforum-org:cwmp-1-2'"u8.ToArray(), " xmlns:cwmp='urn:x'"u8.ToArray(),
        " xmlns:q=\"http://schemas.xmlsoap.org/soap/envelope/\""u8.ToArray(), " q:mustUnderstand='1'"u8.ToArray(),
        " SOAP-ENV:mustUnderstand=\"1\""u8.ToArray(),
        " xsi:type='xsd:int'"u8.ToArray(), " xsi:type=\"q:t\""u8.ToArray(), " xsi:nil=\"true\""u8.ToArray(),
        " SOAP-ENC:arrayType=\"xsd:string[3]\""u8.ToArray(),
        " href='#x'"u8.ToArray(), " unbound:a=''"u8.ToArray(), " xml:space=\"preserve\""u8.ToArray(), " b=\"&lt;&#10;\""u8.ToArray(),
    ];

    private static readonly byte[][] Texts =
    [
        ""u8.ToArray(), " 1 "u8.ToArray(), "-1"u8.ToArray(), "+1"u8.ToArray(), "4294967296"u8.ToArray(), "TRUE"u8.ToArray(),
        "maybe"u8.ToArray(), "&#233;"u8.ToArray(),
        "\u00e9"u8.ToArray(), "0000-00-00T00:00:00"u8.ToArray(), "0001-01-03T03:04:05"u8.ToArray(), "1.0, 1.4"u8.ToArray(),
        "9003"u8.ToArray(), "0 "u8.ToArray(),
        "]]>"u8.ToArray(), "<![CDATA[<b>]]>"u8.ToArray(), "a\r\nb"u8.ToArray(), "&amp;&lt;"u8.ToArray(), "X 00D09E y"u8.ToArray(),
        "M Reboot"u8.ToArray(),
    ];

    private static readonly byte[][] Names =
    [
        "Fault"u8.ToArray(), "cwmp:Inform"u8.ToArray(), "cwmp:GetParameterValuesResponse"u8.ToArray(),
        "cwmp:GetParameterNamesResponse"u8.ToArray(), "cwmp:X_1"u8.ToArray(),
        "ParameterList"u8.ToArray(), "Value"u8.ToArray(), "Name"u8.ToArray(), "FaultStruct"u8.ToArray(), "detail"u8.ToArray(),
        "SOAP-ENV:Header"u8.ToArray(),
        "SOAP-ENV:Body"u8.ToArray(), "Operations"u8.ToArray(), "InstallOpStruct"u8.ToArray(), "Results"u8.ToArray(),
        "AccessList"u8.ToArray(), "URL"u8.ToArray(),
        "unbound:Value"u8.ToArray(), "\u00e9"u8.ToArray(), "OpResultStruct"u8.ToArray(), "cwmp:ID"u8.ToArray(),
    ];

    /// <summary>One to four changes of a document.</summary>
    public static byte[] Mutate(Random random, byte[] document)
    {
        List<byte[]> tokens = Split(document);
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            if (tokens.Count > 0)
            {
                Mutate(random, tokens);
            }
        }

        return Join(tokens);
    }

    private static void Mutate(Random random, List<byte[]> tokens)
    {
        int at = random.Next(tokens.Count);
        int length = random.Next(3) == 0 ? 1 : ElementLength(tokens, at);
        switch (random.Next(10))
        {
            case 0:
                tokens.RemoveRange(at, length);
                break;
            case 1 when tokens.Count < 2000:
                tokens.InsertRange(at, tokens.GetRange(at, length));
                break;
            case 2:
                List<byte[]> moved = tokens.GetRange(at, length);
                tokens.RemoveRange(at, length);
                tokens.InsertRange(random.Next(tokens.Count + 1), moved);
                break;
            case 3:
                tokens.Insert(at, Pick(random, Between));
                break;
            case 4 or 5:
                tokens[at] = InsertAttribute(tokens[at], Pick(random, Attributes));
                break;
            case 6 or 7:
                tokens[at] = ReplaceText(tokens[at], Pick(random, Texts));
                break;
            case 8:
                Rename(tokens, at, ElementLength(tokens, at), Pick(random, Names));
                break;
            default:
                byte[] name = Pick(random, Names);
                tokens.Insert(at, [(byte)'<', .. name, (byte)'>']);
                tokens.Insert(Math.Min(at + 1 + length, tokens.Count), [.. "</"u8, .. name, (byte)'>']);
                break;
        }
    }

    // Pieces that begin with '<' each, but for what is before the first.
    private static List<byte[]> Split(byte[] document)
    {
        var tokens = new List<byte[]>();
        int start = 0;
        for (int i = 1; i <= document.Length; i++)
        {
            if (i == document.Length || document[i] == '<')
            {
                tokens.Add(document[start..i]);
                start = i;
            }
        }

        return tokens;
    }

    private static byte[] Join(List<byte[]> tokens)
    {
        byte[] document = new byte[tokens.Sum(token => token.Length)];
        int at = 0;
        foreach (byte[] token in tokens)
        {
            token.CopyTo(document, at);
            at += token.Length;
        }

        return document;
    }

    // How many tokens the element at a start tag has; 1 for everything else.
    private static int ElementLength(List<byte[]> tokens, int at)
    {
        int depth = 0;
        for (int i = at; i < tokens.Count; i++)
        {
            byte[] token = tokens[i];
            if (token is [(byte)'<', (byte)'/', ..])
            {
                depth--;
            }
            else if (token is [(byte)'<', not ((byte)'!' or (byte)'?'), ..] && token.AsSpan().IndexOf("/>"u8) < 0)
            {
                depth++;
            }

            if (depth <= 0)
            {
                return depth < 0 ? 1 : i - at + 1;
            }
        }

        return 1;
    }

    private static byte[] InsertAttribute(byte[] token, byte[] attribute)
    {
        int end = token.AsSpan().IndexOfAny((byte)'>', (byte)'/', (byte)' ');
        return end <= 1 ? token : [.. token[..end], .. attribute, .. token[end..]];
    }

    private static byte[] ReplaceText(byte[] token, byte[] text) => [.. token[..(Array.LastIndexOf(token, (byte)'>') + 1)], .. text];

    private static void Rename(List<byte[]> tokens, int at, int length, byte[] name)
    {
        tokens[at] = Rename(tokens[at], name);
        if (length > 1)
        {
            tokens[at + length - 1] = Rename(tokens[at + length - 1], name);
        }
    }

    private static byte[] Rename(byte[] token, byte[] name)
    {
        int start = token is [(byte)'<', (byte)'/', ..] ? 2 : 1;
        int end = token.AsSpan(Math.Min(start, token.Length)).IndexOfAny(" />"u8);
        return end < 0 ? token : [.. token[..start], .. name, .. token[(start + end)..]];
    }

    private static byte[] Pick(Random random, byte[][] choices) => choices[random.Next(choices.Length)];
}
