// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Fuzz;

/// <summary>
/// An envelope through every way of reading there is: a span, a sequence, a pipe in pieces, a list item by item. All have to say the same,
/// what was read has to survive being written, and memory has to keep to the size of the input. How the input is cut, and with which
/// serializer it is read, follows from the input itself, so that a file of the corpus is nothing but an envelope.
/// </summary>
internal static class EnvelopeTargets
{
    // An element of a few bytes becomes an object of some 60, in lists that double.
    private const int AllocatedPerByte = 128;

    private const int AllocatedAlways = 64 * 1024;

    private static readonly CwmpSerializer[] Serializers =
    [
        CwmpSerializer.Default,
        new() { Tolerance = CwmpTolerance.Latin1Fallback | CwmpTolerance.RepairParameterValues, WritesXmlDeclaration = true },
        new()
        {
            Limits = new CwmpLimits
            {
                MaxEnvelopeBytes = 4096,
                MaxDepth = 9,
                MaxAttributes = 6,
                MaxNamespaces = 8,
                MaxNameLength = 40,
                MaxAttributeLength = 64,
                MaxTextLength = 256,
                MaxItems = 8,
                MaxStreamedBytes = 4096,
                MaxStreamedItemBytes = 2048,
            },
        },
    ];

    // What was written may be longer than what was read: every character that is not ASCII becomes a reference.
    private static readonly CwmpSerializer ForRewritten = new()
    {
        Limits = new CwmpLimits
        {
            MaxAttributeLength = 1 << 24,
            MaxTextLength = 1 << 30,
            MaxEnvelopeBytes = int.MaxValue / 4,
            MaxDepth = CwmpLimits.DepthCeiling,
        },
    };

    /// <summary>What envelopes are made of.</summary>
    public static IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "<", ">", "/>", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version=\"1.0\" encoding=\"", "?>", "<!DOCTYPE x [",
            "<!ENTITY x \"y\">",
            "&lt;", "&amp;", "&#0;", "&#x10FFFF;", "&#xD800;", "&x;", "\r\n", "\r", "\0", "\u00EF\u00BB\u00BF", "\u00FF\u00FE",
            "\u00FE\u00FF", "\u00C3\u00A9", "\u00ED\u00A0\u0080", "\u00EF\u00BF\u00BE",
            "utf-16", "ISO-8859-1", "US-ASCII", "standalone='yes'", " xmlns=\"", " xmlns:a='urn:a'", "xml:", "xmlns:", "a:", "='", "=\"",
            " encodingStyle=\"",
            "urn:dslforum-org:cwmp-1-2", "urn:dslforum-org:cwmp-1-4", "http://schemas.xmlsoap.org/soap/envelope/",
            "SOAP-ENV:mustUnderstand=\"1\"",
            "SOAP-ENV:actor=\"", "SOAP-ENC:arrayType=\"xsd:string[2147483647]\"", "xsi:type=\"xsd:unsignedInt\"", "href=\"#a\"",
            "xsi:nil=\"1\"",
            "<SOAP-ENV:Header/>", "<SOAP-ENV:Body>", "</SOAP-ENV:Body>", "</SOAP-ENV:Envelope>", "<ParameterValueStruct>", "<Name>",
            "</Name>", "<Value>", "</Value>",
            "<Fault>", "<FaultCode>9003</FaultCode>", "0 BOOTSTRAP", "M Download", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    /// <summary>The corpus, every message as our writer makes it, and the dialects of the tests.</summary>
    public static IReadOnlyList<byte[]> Seeds()
    {
        string tests = Path.Combine(FuzzCorpus.Root, "tests", "Cwmp.Tls.Messages.Tests", "Serialization");
        return
        [
            .. FuzzCorpus.Of("envelope"),
            .. new[] { "Golden", "Dialects" }.SelectMany(folder =>
                Directory.GetFiles(Path.Combine(tests, folder)).Order(StringComparer.Ordinal)).Select(File.ReadAllBytes),
        ];
    }

    /// <summary>Reads the input in every way.</summary>
    public static void Read(ReadOnlySpan<byte> input)
    {
        uint hash = Hash(input);
        CwmpSerializer serializer = Serializers[(hash % 8) switch { 6 => 1, 7 => 2, _ => 0 }];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var whole = Outcome.Of(serializer, input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Require(allocated <= AllocatedAlways + ((long)AllocatedPerByte * input.Length), "memory keeps to the size of the input");
        CheckError(whole, input.Length);

        byte[] bytes = input.ToArray();
        int piece = (hash >> 3) % 4 == 0 ? 1 + (int)((hash >> 5) % 8) : 1 + (int)((hash >> 5) % 2048);
        Require(Outcome.Of(serializer, Cut(bytes, piece)) == whole, "a sequence reads as the span");

        // Refusals of the asynchronous readers are exceptions, which cost more than all the rest: each input gets one of the four.
        uint turn = (hash >> 16) % 4;
        if (whole.Envelope is not null || turn == 0)
        {
            Require(Outcome.Of(() => Wait(serializer.ReadAsync(Pipe(bytes, piece)))) == whole, "a pipe reads as the span");
        }

        if (whole.Envelope is not null || turn == 1)
        {
            CheckStreamOfEnvelope(serializer, bytes, piece, whole);
        }

        if (whole.Envelope is not null || turn == 2)
        {
            CheckStreamOfItems(serializer, bytes, piece, whole);
        }

        if (whole.Envelope is not null || turn == 3)
        {
            CheckEnumeration(serializer, bytes, whole);
        }

        if (whole.Envelope is not null)
        {
            CheckRewriting(serializer, whole.Envelope);
        }
    }

    private static void CheckError(Outcome outcome, int length)
    {
        Require((outcome.Envelope is null) == (outcome.Error.Code != CwmpProtocolErrorCode.None), "an envelope or an error");

        // UTF-8 of what was converted is at most three times as long.
        Require(outcome.Error.Offset >= 0 && outcome.Error.Offset <= 3L * length, "the error is in the input");
        Require(!outcome.Error.ToString().Any(char.IsControl), "the error is one line");
    }

    private static void CheckStreamOfEnvelope(CwmpSerializer serializer, byte[] bytes, int piece, Outcome whole)
    {
        var streamed = Outcome.Of(() =>
        {
            using CwmpEnvelopeStream stream = Wait(serializer.OpenAsync(Pipe(bytes, piece)));
            return Wait(stream.ReadEnvelopeAsync());
        });
        Require(streamed == whole || streamed.Envelope is null, "a stream reads as the span");
        Require(streamed.Error.Code == whole.Error.Code || whole.Error.Code == CwmpProtocolErrorCode.EnvelopeTooLarge
            || IsOfStream(serializer, streamed.Error.Code), "a stream refuses as the span");
    }

    private static void CheckStreamOfItems(CwmpSerializer serializer, byte[] bytes, int piece, Outcome whole)
    {
        CwmpProtocolErrorCode code = CwmpProtocolErrorCode.None;
        var items = new List<object>();
        string elementName = string.Empty;
        try
        {
            using CwmpEnvelopeStream stream = Wait(serializer.OpenAsync(Pipe(bytes, piece)));
            elementName = stream.ElementName;
            if (elementName == "GetParameterValuesResponse")
            {
                Drain(stream.ReadParameterValuesAsync(), items);
            }
            else if (elementName == "GetParameterNamesResponse")
            {
                Drain(stream.ReadParameterNamesAsync(), items);
            }
            else
            {
                Require(whole.Envelope is null || elementName == whole.Envelope.Body.ElementName || whole.Envelope.Body is CwmpFault,
                    "the name is that of the message");
                return;
            }
        }
        catch (CwmpProtocolException e)
        {
            code = e.Code;
        }

        CheckItems(serializer, whole, elementName, items, code);
    }

    private static void CheckEnumeration(CwmpSerializer serializer, byte[] bytes, Outcome whole)
    {
        // It is for UTF-8 alone, and does not ask what the declaration says.
        if (!EnvelopeDecoder.IsUtf8(bytes, charset: null) || bytes.Length > serializer.Limits.MaxEnvelopeBytes)
        {
            return;
        }

        CwmpProtocolErrorCode code = CwmpProtocolErrorCode.None;
        var items = new List<object>();
        try
        {
            if (bytes.AsSpan().IndexOf("GetParameterNamesResponse"u8) >= 0)
            {
                foreach (ParameterInfoStruct item in serializer.EnumerateParameterNames(bytes))
                {
                    items.Add(item);
                }
            }
            else
            {
                foreach (ParameterValue item in serializer.EnumerateParameterValues(bytes))
                {
                    items.Add(item);
                }
            }
        }
        catch (CwmpProtocolException e)
        {
            code = e.Code;
        }

        if (code != CwmpProtocolErrorCode.NotAList)
        {
            CheckItems(serializer, whole, whole.Envelope?.Body.ElementName ?? string.Empty, items, code);
        }
    }

    private static void CheckItems(CwmpSerializer serializer, Outcome whole, string elementName, List<object> items,
        CwmpProtocolErrorCode code)
    {
        if (IsOfStream(serializer, code))
        {
            return;
        }

        switch (whole.Envelope?.Body)
        {
            case GetParameterValuesResponse values:
                Require(code == CwmpProtocolErrorCode.None && values.ParameterList.SequenceEqual(items), "items are those of the whole");
                break;
            case GetParameterNamesResponse names:
                Require(code == CwmpProtocolErrorCode.None && names.ParameterList.SequenceEqual(items), "items are those of the whole");
                break;
            case null:
                // What makes an envelope too large as a whole is not the same item by item.
                bool isOfWhole = whole.Error.Code is CwmpProtocolErrorCode.EnvelopeTooLarge or CwmpProtocolErrorCode.TooManyItems
                    or CwmpProtocolErrorCode.InvalidEncoding;
                Require(isOfWhole || code == whole.Error.Code || IsOfContent(code), "items are refused as the whole");
                break;
            default:
                Require(IsOfContent(code) || !elementName.EndsWith("Response", StringComparison.Ordinal),
                    "items of a malformed response are refused");
                break;
        }
    }

    private static void CheckRewriting(CwmpSerializer serializer, CwmpEnvelope envelope)
    {
        // An envelope without a namespace is written in one all the same.
        envelope = envelope.Namespace.IsNone ? envelope with { Namespace = CwmpNamespace.Cwmp12 } : envelope;
        byte[] written = serializer.WriteToArray(envelope);
        var again = Outcome.Of(ForRewritten, written);
        Require(envelope.Equals(again.Envelope), "what was written reads as what was read: " + again.Error);
        Require(envelope.GetHashCode() == again.Envelope!.GetHashCode(), "equal envelopes have equal hashes");
        Require(written.AsSpan().SequenceEqual(serializer.WriteToArray(again.Envelope)), "and is written as the same bytes");
        Require(!envelope.ToString().Contains('\0', StringComparison.Ordinal), "an envelope can be shown");
    }

    // The value or boolean that is none, the element that does not belong there: the whole keeps them as a malformed message.
    private static bool IsOfContent(CwmpProtocolErrorCode code) =>
        code is CwmpProtocolErrorCode.InvalidValue or CwmpProtocolErrorCode.UnexpectedElement;

    // Limits of streams are others, and what is not UTF-8 is read as Latin-1 only as a whole.
    private static bool IsOfStream(CwmpSerializer serializer, CwmpProtocolErrorCode code) =>
        code == CwmpProtocolErrorCode.EnvelopeTooLarge ||
        (code == CwmpProtocolErrorCode.InvalidEncoding && serializer.Tolerance.HasFlag(CwmpTolerance.Latin1Fallback));

    private static void Drain<T>(IAsyncEnumerable<T> source, List<object> items)
        where T : class
    {
        IAsyncEnumerator<T> enumerator = source.GetAsyncEnumerator();
        while (Wait(enumerator.MoveNextAsync()))
        {
            items.Add(enumerator.Current);
        }
    }

    // The pipes here are streams in memory: nothing ever waits.
    private static T Wait<T>(ValueTask<T> task)
    {
        Require(task.IsCompleted, "reading from memory does not wait");
        return task.GetAwaiter().GetResult();
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int piece)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(piece, bytes.Length)), null);
        Segment last = first;
        for (int at = piece; at < bytes.Length; at += piece)
        {
            last = new Segment(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static PipeReader Pipe(byte[] bytes, int piece) =>
        PipeReader.Create(new PieceStream(bytes, piece), new StreamPipeReaderOptions(bufferSize: 4096, minimumReadSize: 1));

    // FNV-1a: the same on every machine and in every run.
    private static uint Hash(ReadOnlySpan<byte> input)
    {
        uint hash = 2166136261;
        foreach (byte b in input)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash ^ (hash >> 15);
    }

    private static void Require(bool holds, string property)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Broken: " + property);
        }
    }

    /// <summary>What reading came to.</summary>
    private sealed record Outcome(CwmpEnvelope? Envelope, CwmpProtocolError Error)
    {
        public static Outcome Of(CwmpSerializer serializer, ReadOnlySpan<byte> input)
        {
            serializer.TryRead(input, out CwmpEnvelope? envelope, out CwmpProtocolError error);
            return new Outcome(envelope, error);
        }

        public static Outcome Of(CwmpSerializer serializer, ReadOnlySequence<byte> input)
        {
            serializer.TryRead(input, charset: null, out CwmpEnvelope? envelope, out CwmpProtocolError error);
            return new Outcome(envelope, error);
        }

        public static Outcome Of(Func<CwmpEnvelope> read)
        {
            try
            {
                return new Outcome(read(), default);
            }
            catch (CwmpProtocolException e)
            {
                return new Outcome(null, e.Error);
            }
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }

    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer.Length > piece ? buffer[..piece] : buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));
    }
}
