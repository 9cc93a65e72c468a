// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>What we write, against the schemas of the Broadband Forum, judged by xmllint.</summary>
public sealed class SchemaTests
{
    // Field messages whose own content the schema of their version refuses. Everything else must be valid.
    private static readonly Dictionary<string, string> BreaksItsSchema = new(StringComparer.Ordinal)
    {
        ["054"] = "ChangeDUState in cwmp-1-0, which has no deployment units",
        ["055"] = "ChangeDUState in cwmp-1-0, which has no deployment units",
        ["056"] = "ChangeDUState in cwmp-1-0, which has no deployment units",
        ["059"] = "Status 2",
        ["061"] = "StartTime foo",
        ["078"] = "FileType of a download in an Upload",
        ["079"] = "FileType of a download in an Upload",
        ["085"] = "FileSize foo",
        ["089"] = "Status 2",
        ["107"] = "ObjectName without a dot at its end",
        ["111"] = "Status 2",
        ["113"] = "StartTime foo",
        ["123"] = "xsi:type xsd:base64, which XML Schema does not have",
        ["147"] = "dateTime 0000-00-00T00:00:00",
        ["151"] = "dateTime 0000-00-00T00:00:00",
        ["160"] = "dateTime 0000-00-00T00:00:00",
        ["163"] = "access list entry in lower case",
        ["177"] = "numbered FileType in cwmp-1-0",
        ["181"] = "CommandKey of 34 characters",
        ["189"] = "xsi:type xsd:string(1024)",
        ["202"] = "fault 9015 in cwmp-1-0",
    };

    [Fact]
    public void Every_golden_file_is_valid()
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, CwmpEnvelope envelope) in MessageSamples.All)
        {
            // A vendor's RPC is in no schema; validation passes over it.
            File.WriteAllBytes(Path.Combine(folder.Path, name + ".xml"), CwmpSerializer.Default.WriteToArray(envelope));
        }

        Validate("cwmp-1-4.xsd", Directory.GetFiles(folder.Path, "*.xml").Where(f => !f.Contains("1-0", StringComparison.Ordinal)))
            .Should().BeEmpty();
        Validate("cwmp-1-0.xsd", Directory.GetFiles(folder.Path, "*-1-0.xml")).Should().BeEmpty();
    }

    [Fact]
    public void Field_messages_are_valid_when_their_content_is()
    {
        string captures = RepositoryFiles.RequireShared("messages/captures");
        using var folder = new TemporaryFolder();
        var bySchema = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(captures))
        {
            if (CwmpSerializer.Default.TryRead(File.ReadAllBytes(file), out CwmpEnvelope? envelope, out _))
            {
                string target = Path.Combine(folder.Path, Path.GetFileName(file));
                File.WriteAllBytes(target, CwmpSerializer.Default.WriteToArray(envelope));
                string schema = envelope.Namespace.Uri[(envelope.Namespace.Uri.LastIndexOf(':') + 1)..] + ".xsd";
                bySchema.TryAdd(schema, []);
                bySchema[schema].Add(target);
            }
        }

        IEnumerable<string> invalid = bySchema.SelectMany(group => Validate(group.Key, group.Value))
            .Select(file => Path.GetFileName(file)[..3]);

        invalid.Should().BeEquivalentTo(BreaksItsSchema.Keys);
    }

    // The files that do not validate.
    private static List<string> Validate(string schema, IEnumerable<string> files)
    {
        string schemaFile = RepositoryFiles.RequireShared("spec/xsd/" + schema);
        var start = new ProcessStartInfo("xmllint") { RedirectStandardError = true };
        foreach (string argument in (string[])["--noout", "--nonet", "--huge", "--schema", schemaFile, .. files])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardError.ReadToEnd();
            process.WaitForExit();
            output.Should().NotContain("Schemas parser error").And.Contain("validates");
            return [.. output.Split('\n').Where(line => line.EndsWith(" fails to validate", StringComparison.Ordinal))
                .Select(line => line[..^" fails to validate".Length])];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs xmllint");
            return [];
        }
    }
}
