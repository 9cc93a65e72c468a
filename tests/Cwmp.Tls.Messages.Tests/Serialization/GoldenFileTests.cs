// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>
/// The exact bytes of every message. A change of them is a change on the wire: set CWMP_TLS_WRITE_GOLDEN=1 to write the files anew, and
/// review the difference.
/// </summary>
public sealed class GoldenFileTests
{
    private static readonly string Folder =
        Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Messages.Tests", "Serialization", "Golden");

    public static TheoryData<string> Names() => [.. MessageSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_is_written_as_its_golden_file(string name)
    {
        byte[] written = CwmpSerializer.Default.WriteToArray(MessageSamples.All[name]);

        string file = Path.Combine(Folder, name + ".xml");
        if (Environment.GetEnvironmentVariable("CWMP_TLS_WRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(file, written);
        }

        Encoding.UTF8.GetString(written).Should().Be(File.ReadAllText(file));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_file_is_read_as_its_message(string name)
    {
        CwmpEnvelope envelope = CwmpSerializer.Default.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".xml")));

        envelope.Should().Be(MessageSamples.All[name]);
    }

    [Fact]
    public void There_is_a_golden_file_for_every_rpc_and_direction()
    {
        IEnumerable<string> expected = CwmpMethod.All.SelectMany(method => new[] { method.Name, method.Name + "Response" });

        MessageSamples.All.Keys.Should().Contain(expected);
        Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(MessageSamples.All.Keys);
    }

    [Fact]
    public void Declaration_is_written_when_asked_for()
    {
        byte[] written = (CwmpSerializer.Default with { WritesXmlDeclaration = true }).WriteToArray(MessageSamples.All["Reboot"]);

        Encoding.UTF8.GetString(written).Should().StartWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope ");
    }

    [Fact]
    public void Text_is_ASCII_with_numeric_references()
    {
        string written = Encoding.UTF8.GetString(CwmpSerializer.Default.WriteToArray(MessageSamples.All["GetParameterValuesResponse"]));

        written.Should().Contain("M&#252;ller &amp; S&#246;hne &#26085;&#26412; &#128512;").And.Contain("  two\n\tlines &#13;\n");
        Ascii.IsValid(written).Should().BeTrue();
    }
}
