// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>Lists that are read item by item.</summary>
public sealed class EnumerationTests
{
    private static readonly CwmpEnvelope Values = MessageSamples.All["GetParameterValuesResponse"];
    private static readonly CwmpEnvelope Names = MessageSamples.All["GetParameterNamesResponse"];

    [Fact]
    public void Span_enumerates_the_items_of_the_whole()
    {
        var values = new List<ParameterValue>();
        foreach (ParameterValue value in CwmpSerializer.Default.EnumerateParameterValues(CwmpSerializer.Default.WriteToArray(Values)))
        {
            values.Add(value);
        }

        var names = new List<ParameterInfoStruct>();
        foreach (ParameterInfoStruct name in CwmpSerializer.Default.EnumerateParameterNames(CwmpSerializer.Default.WriteToArray(Names)))
        {
            names.Add(name);
        }

        values.Should().Equal(((GetParameterValuesResponse)Values.Body).ParameterList);
        names.Should().Equal(((GetParameterNamesResponse)Names.Body).ParameterList);
    }

    [Fact]
    public async Task Pipe_enumerates_the_items_in_pieces_of_any_size()
    {
        byte[] bytes = CwmpSerializer.Default.WriteToArray(Values);
        foreach (int size in (int[])[1, 2, 3, 7, 64, 255, bytes.Length])
        {
            using CwmpEnvelopeStream stream = await Open(bytes, size);

            stream.Id.Should().Be("1");
            stream.Namespace.Should().Be(CwmpNamespace.Cwmp12);
            stream.ElementName.Should().Be("GetParameterValuesResponse");
            (await ReadValues(stream)).Should().Equal(((GetParameterValuesResponse)Values.Body).ParameterList);
        }
    }

    [Fact]
    public async Task Names_are_enumerated_from_a_pipe()
    {
        using CwmpEnvelopeStream stream = await Open(CwmpSerializer.Default.WriteToArray(Names), 10);

        var names = new List<ParameterInfoStruct>();
        await foreach (ParameterInfoStruct name in stream.ReadParameterNamesAsync(TestContext.Current.CancellationToken))
        {
            names.Add(name);
        }

        names.Should().Equal(((GetParameterNamesResponse)Names.Body).ParameterList);
    }

    [Theory]
    [InlineData("<c:GetParameterValuesResponse/>")]
    [InlineData("<c:GetParameterValuesResponse></c:GetParameterValuesResponse>")]
    [InlineData("<c:GetParameterValuesResponse><ParameterList/></c:GetParameterValuesResponse>")]
    [InlineData("<c:GetParameterValuesResponse><x/><ParameterList></ParameterList><y>z</y></c:GetParameterValuesResponse>")]
    public async Task List_without_items_or_without_being_there_is_empty(string body)
    {
        byte[] bytes = Wire.Bytes(Wire.Envelope(body) + "\n<!-- end -->");

        foreach (ParameterValue value in CwmpSerializer.Default.EnumerateParameterValues(bytes))
        {
            Assert.Fail("There is no " + value);
        }

        foreach (int size in (int[])[1, 5, bytes.Length])
        {
            using CwmpEnvelopeStream stream = await Open(bytes, size);
            (await ReadValues(stream)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Whatever_the_whole_refuses_the_enumeration_refuses_at_the_same_byte()
    {
        string item = "<ParameterValueStruct><Name>n</Name><Value xsi:type=\"xsd:string\">v</Value></ParameterValueStruct>";
        string good = Wire.Values(item + item);
        string[] bad =
        [
            Wire.Values(item + "<ParameterValueStruct><Name>&x;</Name></ParameterValueStruct>"),
            Wire.Values(item + "</x>"),
            Wire.Values(item + "<a b='1' b='2'/>"),
            Wire.Values(item).Replace("</s:Body>", "<p:a/></s:Body>", StringComparison.Ordinal),
            good.Replace("</c:GetParameterValuesResponse>", "</c:Other>", StringComparison.Ordinal),
            good.Replace("</s:Body>", "<x/></s:Body>", StringComparison.Ordinal),
            good.Replace("</s:Body>", "</s:Body><s:Body/>", StringComparison.Ordinal),
            good + "<x/>",
            good[..^20],
            good.Replace("<s:Body>", "<!DOCTYPE x><s:Body>", StringComparison.Ordinal),
            good.Replace("<s:Body>", "<s:Body><c:Reboot/>", StringComparison.Ordinal),
        ];

        foreach (string xml in bad)
        {
            byte[] bytes = Wire.Bytes(xml);
            CwmpProtocolError expected = Wire.Refuse(bytes);
            foreach (int size in (int[])[1, 7, bytes.Length])
            {
                Func<Task> act = async () =>
                {
                    using CwmpEnvelopeStream stream = await Open(bytes, size);
                    if (stream.ElementName == "GetParameterValuesResponse")
                    {
                        await ReadValues(stream);
                    }
                    else
                    {
                        await stream.ReadEnvelopeAsync();
                    }
                };

                CwmpProtocolError actual = (await act.Should().ThrowAsync<CwmpProtocolException>(xml)).Which.Error;
                (actual.Code, actual.Offset).Should().Be((expected.Code, expected.Offset), xml);
            }
        }
    }

    [Theory]
    [InlineData("<ParameterList/>")]
    [InlineData("<x/><ParameterList><ParameterValueStruct><Name>m</Name><Value>w</Value></ParameterValueStruct></ParameterList>")]
    public async Task Second_list_is_refused_by_all_readers(string second)
    {
        string xml = Wire.Value("v").Replace("</ParameterList>", "</ParameterList>" + second, StringComparison.Ordinal);
        byte[] bytes = Wire.Bytes(xml);

        Func<Task> fromPipe = async () =>
        {
            using CwmpEnvelopeStream stream = await Open(bytes, 64);
            await ReadValues(stream);
        };
        Action fromSpan = () =>
        {
            foreach (ParameterValue value in CwmpSerializer.Default.EnumerateParameterValues(bytes))
            {
                value.Text.Should().Be("v");
            }
        };

        Wire.Read(xml).Body.Should().BeOfType<MalformedResponse>();
        (await fromPipe.Should().ThrowAsync<CwmpProtocolException>()).Which.Code.Should().Be(CwmpProtocolErrorCode.UnexpectedElement);
        fromSpan.Should().Throw<CwmpProtocolException>().Which.Code.Should().Be(CwmpProtocolErrorCode.UnexpectedElement);
    }

    [Fact]
    public async Task Whole_envelope_of_a_stream_keeps_to_its_own_limit()
    {
        byte[] bytes = CwmpSerializer.Default.WriteToArray(Values);
        CwmpSerializer serializer = CwmpSerializer.Default with { Limits = new CwmpLimits { MaxEnvelopeBytes = 600 } };

        // More than the limit is in the buffer when the pipe ends.
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);
        using CwmpEnvelopeStream stream = await serializer.OpenAsync(pipe.Reader, cancellationToken: TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        Func<Task> act = async () => await stream.ReadEnvelopeAsync();

        (await act.Should().ThrowAsync<CwmpProtocolException>()).Which.Code.Should().Be(CwmpProtocolErrorCode.EnvelopeTooLarge);
    }

    [Fact]
    public void Other_messages_are_no_list()
    {
        byte[] bytes = CwmpSerializer.Default.WriteToArray(MessageSamples.All["Reboot"]);

        Action act = () =>
        {
            foreach (ParameterValue value in CwmpSerializer.Default.EnumerateParameterValues(bytes))
            {
                Assert.Fail("There is no " + value);
            }
        };

        act.Should().Throw<CwmpProtocolException>().Which.Code.Should().Be(CwmpProtocolErrorCode.NotAList);
    }

    [Fact]
    public async Task Stream_is_read_once_and_only_as_what_it_is()
    {
        using CwmpEnvelopeStream stream = await Open(CwmpSerializer.Default.WriteToArray(Values), 100);

        ((Action)(() => stream.ReadParameterNamesAsync())).Should().Throw<InvalidOperationException>();
        await ReadValues(stream);
        ((Action)(() => stream.ReadParameterValuesAsync())).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Envelope_in_another_encoding_is_enumerated_too()
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + Wire.Value("é"));

        using CwmpEnvelopeStream stream = await Open(bytes, 10);
        (await ReadValues(stream)).Should().ContainSingle().Which.Should().Be(new ParameterValue("n", default, "é"));

        using CwmpEnvelopeStream again = await Open(bytes, 10);
        (await again.ReadEnvelopeAsync(TestContext.Current.CancellationToken)).Should().Be(CwmpSerializer.Default.Read(bytes));
    }

    [Fact]
    public async Task Endless_list_needs_constant_memory()
    {
        // 20 MB that never lie anywhere as a whole, from a peer that would go on.
        byte[] head = Wire.Bytes(Wire.Values("")[..Wire.Values("").IndexOf("</ParameterList>", StringComparison.Ordinal)]);
        byte[] items = Wire.Bytes(string.Concat(Enumerable.Range(0, 100).Select(i => "<ParameterValueStruct>" +
            $"<Name>Device.Hosts.Host.{i}.Name</Name><Value xsi:type=\"xsd:string\">some value</Value></ParameterValueStruct>\n")));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        const int Rounds = 1500;
        Task writing = Task.Run(
            async () =>
            {
                await pipe.Writer.WriteAsync(head);
                for (int i = 0; i < Rounds; i++)
                {
                    await pipe.Writer.WriteAsync(items);
                }

                await pipe.Writer.WriteAsync(Wire.Bytes("</ParameterList></c:GetParameterValuesResponse></s:Body></s:Envelope>"));
                await pipe.Writer.CompleteAsync();
            },
            TestContext.Current.CancellationToken);
        CwmpSerializer serializer =
            CwmpSerializer.Default with { Limits = new CwmpLimits { MaxEnvelopeBytes = 32768, MaxStreamedItemBytes = 32768 } };

        using CwmpEnvelopeStream stream = await serializer.OpenAsync(pipe.Reader, cancellationToken: TestContext.Current.CancellationToken);
        int count = 0;
        var earlier = new List<WeakReference>();
        await foreach (ParameterValue value in stream.ReadParameterValuesAsync(TestContext.Current.CancellationToken))
        {
            value.Text.Should().Be("some value");
            if (++count % 30_000 == 0)
            {
                earlier.Add(new WeakReference(value));
            }
        }

        await writing;
        count.Should().Be(100 * Rounds);

        // The limit above bounds the bytes that are held; of the items none is, but for the last few.
        GC.Collect();
        earlier.Should().HaveCount(5).And.Subject.Count(item => item.IsAlive).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Limits_of_a_stream_hold_at_the_limit_and_one_above()
    {
        byte[] bytes = CwmpSerializer.Default.WriteToArray(Values);
        async Task<CwmpProtocolErrorCode> Try(CwmpLimits limits)
        {
            try
            {
                using CwmpEnvelopeStream stream = await (CwmpSerializer.Default with { Limits = limits })
                    .OpenAsync(Fragments.Pipe(bytes, 3));
                await ReadValues(stream);
                return CwmpProtocolErrorCode.None;
            }
            catch (CwmpProtocolException e)
            {
                return e.Code;
            }
        }

        (await Try(new CwmpLimits { MaxStreamedBytes = bytes.Length })).Should().Be(CwmpProtocolErrorCode.None);
        (await Try(new CwmpLimits { MaxStreamedBytes = bytes.Length - 1 })).Should().Be(CwmpProtocolErrorCode.EnvelopeTooLarge);
        (await Try(new CwmpLimits { MaxStreamedItemBytes = 1024 })).Should().Be(CwmpProtocolErrorCode.None);
        (await Try(new CwmpLimits { MaxStreamedItemBytes = 256 })).Should().Be(CwmpProtocolErrorCode.EnvelopeTooLarge);
    }

    [Fact]
    public async Task Item_that_never_ends_is_refused_at_the_limit()
    {
        byte[] bytes = Wire.Bytes(Wire.Value(string.Concat(Enumerable.Repeat("<!-- -->", 1_000_000))));

        Func<Task> act = async () =>
        {
            using CwmpEnvelopeStream stream = await Open(bytes, 4096);
            await ReadValues(stream);
        };

        (await act.Should().ThrowAsync<CwmpProtocolException>()).Which.Code
            .Should().BeOneOf(CwmpProtocolErrorCode.EnvelopeTooLarge, CwmpProtocolErrorCode.TextTooLong);
    }

    [Fact]
    public async Task Peer_that_sends_byte_by_byte_does_not_cost_its_square()
    {
        // Half a megabyte in one value, one byte a read: looking at all of it each time would be 10^11 steps.
        byte[] bytes = Wire.Bytes(Wire.Value(new string('x', 500_000)));

        using CwmpEnvelopeStream stream = await Open(bytes, 1);

        (await ReadValues(stream)).Should().ContainSingle().Which.Text.Should().HaveLength(500_000);
    }

    [Fact]
    public async Task Field_messages_enumerate_as_they_read()
    {
        foreach (string file in Directory.GetFiles(RepositoryFiles.RequireShared("messages/captures"), "*GetParameter*Response*"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            using CwmpEnvelopeStream stream = await Open(bytes, 1000);

            if (CwmpSerializer.Default.Read(bytes).Body is GetParameterValuesResponse values)
            {
                (await ReadValues(stream)).Should().Equal(values.ParameterList, file);
            }
        }
    }

    private static ValueTask<CwmpEnvelopeStream> Open(byte[] bytes, int size) =>
        CwmpSerializer.Default.OpenAsync(Fragments.Pipe(bytes, size), cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<List<ParameterValue>> ReadValues(CwmpEnvelopeStream stream)
    {
        var values = new List<ParameterValue>();
        await foreach (ParameterValue value in stream.ReadParameterValuesAsync())
        {
            values.Add(value);
        }

        return values;
    }
}
