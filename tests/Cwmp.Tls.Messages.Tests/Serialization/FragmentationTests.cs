// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>Every message cut at every byte, and in pieces of every size.</summary>
public sealed class FragmentationTests
{
    public static TheoryData<string> Names() => [.. MessageSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Envelope_cut_at_any_byte_is_truncated_and_nothing_else(string name)
    {
        byte[] bytes = CwmpSerializer.Default.WriteToArray(MessageSamples.All[name]);

        for (int length = 1; length < bytes.Length; length++)
        {
            CwmpSerializer.Default.TryRead(bytes.AsSpan(0, length), out _, out CwmpProtocolError error).Should().BeFalse();
            error.Code.Should().Be(CwmpProtocolErrorCode.Truncated, "of {0} bytes were {1}", bytes.Length, length);
            error.Offset.Should().Be(length);
        }
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\r\n<!-- c --><?pi x?>")]
    [InlineData("\uFEFF  ")]
    public void What_may_stand_around_is_truncated_too(string before)
    {
        string xml = before +
            Wire.Envelope("<c:X_1 a='1' b=\"&lt;\">t<!-- c -->u<![CDATA[v]]>&#x41;\u00e9<?p q?><a/></c:X_1 >", "<c:ID>&amp;</c:ID>");
        byte[] bytes = Wire.Bytes(xml);

        CwmpSerializer.Default.Read(bytes).Id.Should().Be("&");
        for (int length = 1; length < bytes.Length; length++)
        {
            CwmpSerializer.Default.TryRead(bytes.AsSpan(0, length), out _, out CwmpProtocolError error).Should().BeFalse();
            error.Code.Should().BeOneOf(CwmpProtocolErrorCode.Truncated, CwmpProtocolErrorCode.Empty);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pieces_of_any_size_make_the_same_envelope(string name)
    {
        CwmpEnvelope expected = MessageSamples.All[name];
        byte[] bytes = CwmpSerializer.Default.WriteToArray(expected);

        foreach (int size in Sizes(bytes.Length))
        {
            CwmpSerializer.Default.Read(Fragments.Sequence(bytes, size)).Should().Be(expected);
            (await CwmpSerializer.Default.ReadAsync(Fragments.Pipe(bytes, size), cancellationToken: TestContext.Current.CancellationToken))
                .Should().Be(expected);
            using CwmpEnvelopeStream stream = await CwmpSerializer.Default.OpenAsync(Fragments.Pipe(bytes, size),
                cancellationToken: TestContext.Current.CancellationToken);
            stream.ElementName.Should().Be(expected.Body.ElementName);
            (await stream.ReadEnvelopeAsync(TestContext.Current.CancellationToken)).Should().Be(expected);
        }
    }

    [Fact]
    public async Task Pipe_is_read_no_further_than_the_limit()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        CwmpSerializer serializer = CwmpSerializer.Default with { Limits = new CwmpLimits { MaxEnvelopeBytes = 1000 } };
        await pipe.Writer.WriteAsync(new byte[1001], TestContext.Current.CancellationToken);

        // The writer is not done: without the limit this would wait for ever.
        Func<Task> act = async () => await serializer.ReadAsync(pipe.Reader, cancellationToken: TestContext.Current.CancellationToken);

        (await act.Should().ThrowAsync<CwmpProtocolException>()).Which.Code.Should().Be(CwmpProtocolErrorCode.EnvelopeTooLarge);
    }

    [Fact]
    public async Task Wait_for_bytes_can_be_cancelled()
    {
        var pipe = new Pipe();
        using var cancel = new CancellationTokenSource();
        Task<CwmpEnvelope> read = CwmpSerializer.Default.ReadAsync(pipe.Reader, cancellationToken: cancel.Token).AsTask();
        Task<CwmpEnvelopeStream> open = CwmpSerializer.Default.OpenAsync(new Pipe().Reader, cancellationToken: cancel.Token).AsTask();

        await cancel.CancelAsync();

        await ((Func<Task>)(() => read)).Should().ThrowAsync<OperationCanceledException>();
        await ((Func<Task>)(() => open)).Should().ThrowAsync<OperationCanceledException>();
    }

    private static IEnumerable<int> Sizes(int length) => [1, 2, 3, 5, 7, 16, 63, 64, 65, 127, 509, length - 1, length];
}
