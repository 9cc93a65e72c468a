// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// What envelopes cost that are made to cost, within the default limits: nanoseconds of processor time for each byte at two sizes, which
/// are the same when the cost is linear, bytes allocated for each byte and bytes held at the end. Then a list of 100 MB through a pipe.
/// </summary>
internal static class EnvelopeHostile
{
    private const int Small = 1_000_000;
    private const int Large = 8_000_000;

    private const string Namespaces =
        "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:e=\"http://schemas.xmlsoap.org/soap/encoding/\" " +
        "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:c=\"urn:dslforum-org:cwmp-1-0\"";

    public static int Run(TextWriter output)
    {
        output.WriteLine($"{"envelope of",-58} {"ns/B 1 MB",10} {"ns/B 8 MB",10} {"B alloc/B",10} {"MB held",8}  verdict");
        foreach ((string name, Func<int, string> make) in Attacks())
        {
            byte[] small = Encoding.UTF8.GetBytes(make(Small));
            byte[] large = Encoding.UTF8.GetBytes(make(Large));
            Measure(small, out _, out _, out _);
            double smallTime = Measure(small, out _, out _, out _);
            double largeTime = Measure(large, out double allocated, out double held, out CwmpProtocolErrorCode code);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-58} {smallTime,10:F1} {largeTime,10:F1} {allocated,10:F1} {held,8:F1}  " +
                $"{(code == CwmpProtocolErrorCode.None ? "read" : code)}"));
        }

        Bytewise(output);
        Stream(output).GetAwaiter().GetResult();
        return 0;
    }

    private static IEnumerable<(string Name, Func<int, string> Make)> Attacks()
    {
        const string Item =
            "<ParameterValueStruct><Name>Device.Hosts.Host.1.X</Name><Value i:type=\"x:string\">some value</Value></ParameterValueStruct>";
        string prefixes = Join(31, i => $" xmlns:p{i}=\"urn:{i}\"");
        string longPrefixes = Join(31, i => $" xmlns:p{i}=\"urn:{new string('x', 4000)}{i}\"");
        yield return ("ordinary values", n => Values(Repeat(Item, n)));
        yield return ("32 attributes an element", n => Ignored(Repeat($"<a{Join(32, i => $" a{i}=''")}/>", n)));
        yield return ("31 attributes of one name in 31 namespaces", n =>
            Ignored($"<a{prefixes}>{Repeat($"<a{Join(31, i => $" p{i}:a=''")}/>", n)}</a>"));
        yield return
            ("the same with URIs of 4,000 bytes", n => Ignored($"<a{longPrefixes}>{Repeat($"<a{Join(31, i => $" p{i}:a=''")}/>", n)}</a>"));
        yield return ("31 declarations an element", n => Ignored(Repeat($"<a{prefixes}/>", n)));
        yield return ("empty elements", n => Ignored(Repeat("<a/>", n)));
        yield return ("empty elements with a prefix, 35 in scope", n => Ignored($"<a{prefixes}>{Repeat("<c:a/>", n)}</a>"));
        yield return
            ("empty elements with a prefix bound to nothing, 35 in scope", n => Ignored($"<a{prefixes}>{Repeat("<z:a/>", n)}</a>"));
        yield return ("nesting to the limit and back", n => Ignored(Repeat(Join(28, _ => "<a>") + Join(28, _ => "</a>"), n)));
        yield return ("names of 256 bytes", n => Ignored(Repeat($"<{new string('n', 256)}></{new string('n', 256)}>", n)));
        yield return
            ("names of 128 accented letters", n => Ignored(Repeat($"<{new string('\u00E9', 128)}></{new string('\u00E9', 128)}>", n)));
        yield return ("character references", n => Text("&#x41;", n));
        yield return ("entity references", n => Text("&lt;", n));
        yield return ("empty CDATA sections", n => Text("<![CDATA[]]>", n));
        yield return ("CDATA sections of brackets", n => Text("<![CDATA[" + new string(']', 4000) + "]]>", n));
        yield return ("comments", n => Text("<!---->", n));
        yield return ("comments between items", n => Values(Repeat("<!-- - -->", n)));
        yield return ("processing instructions", n => Text("<?x?>", n));
        yield return ("brackets and greater-than signs", n => Text("]>", n));
        yield return ("line ends of CR", n => Text("\r", n));
        yield return ("accented letters", n => Text("\u00E9", n));
        yield return ("arrays that declare 99,999 items and have one", n => Envelope("c:GetParameterAttributesResponse",
            "<ParameterList>" +
            Repeat("<x><AccessList e:arrayType='x:string[99999]'><y/></AccessList></x>", Math.Min(n, 6_000_000)) +
            "</ParameterList>"));
        yield return ("arrays of two-letter strings", n => Envelope("c:GetParameterAttributesResponse",
            $"<ParameterList>{Repeat("<x><AccessList>" + Join(1000, _ => "<y>ab</y>") + "</AccessList></x>", n)}</ParameterList>"));
        yield return ("events without anything", n => Envelope("c:Inform", $"<Event>{Repeat("<a/>", Math.Min(n, 399_000))}</Event>"));
        yield return ("a request of a vendor, 100,000 elements", n => Envelope("c:X_1", Repeat("<a/>", Math.Min(n, 399_000))));
        yield return ("a request of a vendor, with comments to look past", n =>
            Envelope("c:X_1", Repeat("<a><!-- --><!-- --><b/></a>", Math.Min(n, 1_200_000))));
        yield return ("a malformed request, which is read twice", n =>
            Envelope("c:Download", $"<URL>{Repeat("x", Math.Min(n, 1_000_000))}</URL><FileSize>foo</FileSize>"));
        yield return ("elements that never end", n => "<s:Envelope " + Namespaces + "><s:Body><c:X_1>" + Repeat("<a>", n));
        yield return ("a comment that never ends", n => "<!--" + Repeat("-x", n));
    }

    private static double Measure(byte[] bytes, out double allocatedPerByte, out double heldMegabytes, out CwmpProtocolErrorCode code)
    {
        CwmpSerializer.Default.TryRead(bytes, out _, out CwmpProtocolError error);
        code = error.Code;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        CwmpSerializer.Default.TryRead(bytes, out CwmpEnvelope? envelope, out _);
        heldMegabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        GC.KeepAlive(envelope);
        double best = double.MaxValue;
        allocatedPerByte = 0;
        for (int i = 0; i < 3; i++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            CwmpSerializer.Default.TryRead(bytes, out _, out _);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds);
            allocatedPerByte = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)bytes.Length;
        }

        return best / bytes.Length;
    }

    // One value of a megabyte that comes byte by byte.
    private static void Bytewise(TextWriter output)
    {
        foreach (int size in (int[])[125_000, 1_000_000])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Values($"<x><Name>n</Name><Value>{new string('v', size)}</Value></x>"));
            var pipe = PipeReader.Create(new ByteStream(bytes), new StreamPipeReaderOptions(bufferSize: 16, minimumReadSize: 1));
            TimeSpan start = Environment.CpuUsage.TotalTime;
            long count = Drain(CwmpSerializer.Default, pipe).GetAwaiter().GetResult().Count;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"one value of {size:N0} bytes, byte by byte, item by item: " +
                $"{(Environment.CpuUsage.TotalTime - start).TotalNanoseconds / bytes.Length:F1} ns/B, {count} item"));
        }
    }

    private static async Task Stream(TextWriter output)
    {
        const int Total = 100_000_000;
        string[] parts = Values("|").Split('|');
        byte[] items = Encoding.UTF8.GetBytes(Join(100, i => $"<ParameterValueStruct><Name>Device.Hosts.Host.{i}.Name</Name><Value " +
            "i:type=\"x:string\">some value</Value></ParameterValueStruct>\n"));
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(parts[0]));
            for (int sent = 0; sent < Total; sent += items.Length)
            {
                await pipe.Writer.WriteAsync(items);
            }

            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(parts[1]));
            await pipe.Writer.CompleteAsync();
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        (long count, long highest) = await Drain(CwmpSerializer.Default, pipe.Reader);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        await writing;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"100 MB of values through a pipe, item by item: {count:N0} items, {Total / time.TotalSeconds / 1e6:F0} MB/s, at most " +
            $"{(highest - before) / 1024.0:F0} KiB held"));
    }

    private static async Task<(long Count, long Highest)> Drain(CwmpSerializer serializer, PipeReader pipe)
    {
        long count = 0;
        long highest = 0;
        using CwmpEnvelopeStream stream = await serializer.OpenAsync(pipe);
        await foreach (ParameterValue value in stream.ReadParameterValuesAsync())
        {
            if (++count % 100_000 == 0)
            {
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        return (count, highest);
    }

    private static string Envelope(string element, string content) =>
        $"<s:Envelope {Namespaces}><s:Body><{element}>{content}</{element}></s:Body></s:Envelope>";

    private static string Values(string items) => Envelope("c:GetParameterValuesResponse", $"<ParameterList>{items}</ParameterList>");

    // Content that no message has a use for.
    private static string Ignored(string content) => Envelope("c:Inform", $"<Ignored>{content}</Ignored>");

    // Values of a little less than the limit of text.
    private static string Text(string text, int length)
    {
        const int Longest = 500_000;
        string value = $"<x><Name>n</Name><Value>{Repeat(text, Longest)}</Value></x>";
        return Values(Repeat(value, Math.Max(length, value.Length)));
    }

    private static string Repeat(string text, int length) =>
        new StringBuilder().Insert(0, text, Math.Max(1, length / Encoding.UTF8.GetByteCount(text))).ToString();

    private static string Join(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));

    private sealed class ByteStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));
    }
}
