// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>docs/messages.md: its code is compiled and run here, its tables are those of the code.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "messages.md"))
        .ReplaceLineEndings("\n");

    [Fact]
    public void Reading_of_the_page_answers_what_a_CPE_says()
    {
        CwmpMessage? AnswerTo(string name) => Answer(CwmpSerializer.Default.WriteToArray(MessageSamples.All[name]))?.Body;

        AnswerTo("Inform").Should().Be(new InformResponse());
        AnswerTo("TransferComplete").Should().Be(new TransferCompleteResponse());
        AnswerTo("X_00D09E_Act").Should().BeOfType<CwmpFault>().Which.FaultCode.Should().Be(CwmpFaultCode.AcsMethodNotSupported);
        AnswerTo("RebootResponse").Should().BeNull();
    }

    [Fact]
    public void Variant_of_the_page_refuses_with_a_reason()
    {
        TryRead(Wire.Bytes(Wire.Envelope("<c:FactoryReset/>")), "utf-8").Should().Be(default(CwmpProtocolError));
        TryRead(Wire.Bytes("<a"), null).Code.Should().Be(CwmpProtocolErrorCode.Truncated);
    }

    [Fact]
    public void Writing_of_the_page_echoes_the_namespace()
    {
        var output = new ArrayBufferWriter<byte>();

        Write(output, MessageSamples.All["Reboot-1-0"]);

        CwmpSerializer.Default.Read(output.WrittenSpan).Namespace.Should().Be(CwmpNamespace.Cwmp10);
    }

    [Theory]
    [InlineData("GetParameterValuesResponse")]
    [InlineData("Inform")]
    public async Task Enumeration_of_the_page_reads_either_way(string name)
    {
        int count = await CountAsync(PipeReader.Create(new ReadOnlySequence<byte>(
            CwmpSerializer.Default.WriteToArray(MessageSamples.All[name]))), TestContext.Current.CancellationToken);

        (count > 0).Should().Be(name != "Inform");
    }

    [Fact]
    public void Every_code_block_of_the_page_is_code_of_this_file()
    {
        string source = Normalize(File.ReadAllText(
            Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Messages.Tests", "Serialization", nameof(DocumentationTests) + ".cs")));

        MatchCollection blocks = CodeBlock().Matches(Page);

        blocks.Should().NotBeEmpty().And.OnlyContain(block => source.Contains(Normalize(block.Groups[1].Value), StringComparison.Ordinal));
    }

    [Fact]
    public void Page_lists_every_limit_with_its_default()
    {
        IEnumerable<string> limits = typeof(CwmpLimits).GetProperties()
            .Where(property => property.Name.StartsWith("Max", StringComparison.Ordinal))
            .Select(property => (property.Name, Value: property.GetValue(CwmpLimits.Default)))
            .Select(limit => (limit.Name, Value: Convert.ToInt64(limit.Value, CultureInfo.InvariantCulture)))
            .Select(limit => $"`{limit.Name}` {limit.Value.ToString("N0", CultureInfo.InvariantCulture)}");

        IEnumerable<string> page = Section("limits").Split('\n').Where(line => line.StartsWith("| `Max", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{cells[1]} {cells[2]}");

        page.Should().BeEquivalentTo(limits);
    }

    [Fact]
    public void Page_lists_every_error_code() =>
        Code().Matches(Section("codes")).Select(match => match.Groups[1].Value).Where(name => name != nameof(CwmpProtocolErrorCode))
            .Should().BeEquivalentTo(Enum.GetNames<CwmpProtocolErrorCode>().Except([nameof(CwmpProtocolErrorCode.None)]));

    [Fact]
    public void Page_lists_every_rpc_with_who_answers_it_and_since_when()
    {
        static string Support(CwmpMethodSupport support) => support switch
        {
            CwmpMethodSupport.Required => "required",
            CwmpMethodSupport.Optional => "optional",
            _ => "no",
        };

        IEnumerable<string> rpcs = CwmpMethod.All.Select(method =>
            $"| `{method.Name}` | {Support(method.OnCpe)} | {Support(method.OnAcs)} | "
                + $"{method.Since}{(method.IsDeprecated ? ", deprecated" : "")} |");

        Section("rpcs").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Should().Equal(rpcs);
    }

    private static CwmpEnvelope? Answer(ReadOnlySpan<byte> body)
    {
        CwmpEnvelope envelope = CwmpSerializer.Default.Read(body);
        CwmpEnvelope? answer = envelope.Body switch
        {
            Inform => envelope.CreateAnswer(new InformResponse()),
            TransferComplete => envelope.CreateAnswer(new TransferCompleteResponse()),
            MalformedRequest => envelope.CreateAnswer(CwmpFault.Create(CwmpFaultCode.AcsInvalidArguments)),
            CwmpRequest => envelope.CreateAnswer(CwmpFault.Create(CwmpFaultCode.AcsMethodNotSupported)),
            _ => null,
        };
        return answer;
    }

    private static CwmpProtocolError TryRead(byte[] body, string? charset)
    {
        CwmpSerializer serializer = CwmpSerializer.Default with
        {
            Limits = new CwmpLimits { MaxEnvelopeBytes = 1024 * 1024 },
            Tolerance = CwmpTolerance.Latin1Fallback,
            WritesXmlDeclaration = true,
        };
        if (!serializer.TryRead(body, charset, out CwmpEnvelope? envelope, out CwmpProtocolError error))
        {
            Console.WriteLine(error);       // Not well-formed XML at byte 2860 in Inform; expected '=' after the name of an attribute.
        }

        (envelope is null).Should().Be(error.Code != CwmpProtocolErrorCode.None);
        return error;
    }

    private static void Write(IBufferWriter<byte> output, CwmpEnvelope inform)
    {
        CwmpSerializer.Default.Write(output, new CwmpEnvelope
        {
            Id = "1",
            Namespace = inform.Namespace,       // the one the peer uses, whatever it is
            Body = new SetParameterValues
            {
                ParameterList =
                [ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 3600)],
                ParameterKey = "k1"
            },
        });
    }

    private static async Task<int> CountAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        int count = 0;
        using CwmpEnvelopeStream stream = await CwmpSerializer.Default.OpenAsync(pipe, cancellationToken: cancellationToken);
        if (stream.ElementName == "GetParameterValuesResponse")
        {
            await foreach (ParameterValue value in stream.ReadParameterValuesAsync(cancellationToken))
            {
                count += value.Text.Length;
            }
        }
        else
        {
            CwmpEnvelope envelope = await stream.ReadEnvelopeAsync(cancellationToken);
        }

        return count;
    }

    private static string Section(string name)
    {
        int from = Page.IndexOf($"<!-- {name} -->", StringComparison.Ordinal);
        return Page[from..Page.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal)];
    }

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Code();
}
