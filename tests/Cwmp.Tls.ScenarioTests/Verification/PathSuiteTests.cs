// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cwmp.Tls.Conformance;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Verification;

/// <summary>The runner of path vectors: it judges every case of every file, whatever is absent, null, odd or broken in it.</summary>
public sealed class PathSuiteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ForgedAuthority _root = ForgedAuthority.Root();

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"validation_kind":null,"key_usage":null,"crls":null,"expected_peer_names":null,"max_chain_depth":null}""", true)]
    [InlineData("""{"nobody_knows":{"deeply":[1,{"x":null}]},"features":["has-crl","new-feature"]}""", true)]
    [InlineData("""{"max_chain_depth":1e20}""", true)]
    [InlineData("""{"max_chain_depth":-5}""", true)]
    [InlineData("""{"max_chain_depth":"many"}""", false)]
    [InlineData("""{"validation_time":"2026-06-01T00:00:00.123456789Z"}""", true)]
    [InlineData("""{"validation_time":"2027-01-01T01:00:00+01:00"}""", true)]
    [InlineData("""{"validation_time":"2027-01-01T00:00:00"}""", true)]
    [InlineData("""{"validation_time":"2027-01-01T00:00:01"}""", false)]
    [InlineData("""{"validation_time":"someday"}""", false)]
    [InlineData("""{"validation_time":12}""", false)]
    [InlineData("""{"validation_kind":"CLIENT"}""", false)]
    [InlineData("""{"validation_kind":"PEER"}""", false)]
    [InlineData("""{"expected_peer_name":{"kind":"DNS","value":"other.example.com"}}""", false)]
    [InlineData("""{"expected_peer_name":{"kind":"IP","value":"acs.example.com"}}""", false)]
    [InlineData("""{"expected_peer_name":{"kind":"UPN","value":"acs.example.com"}}""", false)]
    [InlineData("""{"expected_peer_name":{"kind":"DNS"}}""", false)]
    [InlineData("""{"expected_peer_name":"acs.example.com"}""", false)]
    [InlineData("""{"expected_peer_name":null}""", true)]
    [InlineData("""{"expected_peer_names":[{"kind":"DNS","value":"ACS.example.com."}]}""", true)]
    [InlineData("""{"expected_peer_names":[{"kind":"DNS","value":"acs.example.com"},{"kind":"RFC822","value":"a@example.com"}]}""", false)]
    [InlineData("""{"key_usage":["digitalSignature"]}""", true)]
    [InlineData("""{"key_usage":["digitalSignature","somethingNew"]}""", false)]
    [InlineData("""{"extended_key_usage":["serverAuth"]}""", true)]
    [InlineData("""{"extended_key_usage":["clientAuth"]}""", false)]
    [InlineData("""{"extended_key_usage":["somethingNew"]}""", false)]
    [InlineData("""{"signature_algorithms":["ECDSA_WITH_SHA256"]}""", true)]
    [InlineData("""{"signature_algorithms":["RSA_WITH_SHA256"]}""", false)]
    [InlineData("""{"peer_certificate":null}""", false)]
    [InlineData("""{"peer_certificate":"-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----"}""", false)]
    [InlineData("""{"peer_certificate":"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"}""", false)]
    [InlineData("""{"peer_certificate":["x"]}""", false)]
    [InlineData("""{"trusted_certs":[]}""", false)]
    [InlineData("""{"trusted_certs":null}""", false)]
    [InlineData("""{"trusted_certs":"text"}""", false)]
    [InlineData("""{"untrusted_intermediates":["garbage",null,""]}""", true)]
    [InlineData("""{"crls":["garbage"]}""", false)]
    [InlineData("""{"crls":[]}""", true)]
    public void Case_is_judged_from_its_own_fields(string change, bool accepted)
    {
        JsonObject fields = Good();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject().ToArray())
        {
            fields[name] = value?.DeepClone();
        }

        (string last, string errors) = Run(Suite(fields));

        errors.Should().BeEmpty();
        last.Should().Be(accepted
            ? "total 1 pass 1 false-accepts 0 false-rejects 0 skipped 0"
            : "total 1 pass 0 false-accepts 0 false-rejects 1 skipped 0");
    }

    [Fact]
    public void Expectation_that_is_turned_round_shows()
    {
        JsonObject fields = Good();
        fields["expected_result"] = "FAILURE";

        Run(Suite(fields)).Last.Should().Be("total 1 pass 0 false-accepts 1 false-rejects 0 skipped 0");
    }

    [Fact]
    public void Cases_that_are_no_cases_are_counted_like_others()
    {
        string json = $$"""{"version":1,"testcases":[{},null,3,"x",[],{{Good().ToJsonString()}}]}""";

        Run(json).Last.Should().Be("total 6 pass 6 false-accepts 0 false-rejects 0 skipped 0");
    }

    [Theory]
    [InlineData("plain.json", false, "")]
    [InlineData("packed.json.gz", true, "")]
    [InlineData("packed.json", true, "")]
    [InlineData("plain.json.gz", false, "")]
    [InlineData("marked.json", false, "\uFEFF")]
    public void File_is_read_by_what_it_holds(string name, bool packed, string prefix)
    {
        string path = Path.Combine(_folder.Path, name);
        using (FileStream file = File.Create(path))
        using (Stream content = packed ? new GZipStream(file, CompressionLevel.Fastest) : file)
        {
            content.Write(System.Text.Encoding.UTF8.GetBytes(prefix + Suite(Good())));
        }

        PathSuiteReader.Read(path).Should().ContainSingle().Which.Id.Should().Be("own::good");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"testcases":{}}""")]
    [InlineData("""{"testcases":[{"id":"x"}""")]
    [InlineData("[1")]
    public void File_that_is_no_suite_ends_with_a_message(string json)
    {
        string path = Path.Combine(_folder.Path, "suite.json");
        File.WriteAllText(path, json);
        using var error = new StringWriter();

        PathsCommand.Run([path], TextWriter.Null, error).Should().Be(2);

        error.ToString().Should().Contain("suite.json");
    }

    [Fact]
    public void Twins_of_every_rule_are_judged_as_the_rule_says()
    {
        string script = Path.Combine(RepositoryFiles.Root, "eng", "path-twins.py");
        string path = Path.Combine(_folder.Path, "twins.json");
        RunPython(script, path);
        using var output = new StringWriter();

        PathsCommand.Run(["-v", path], output, output).Should().Be(0);

        string[] lines = output.ToString().TrimEnd().Split('\n');
        lines[^1].Should().Contain(" false-accepts 0 false-rejects 0 skipped 0", "the differences are {0}", output);
        lines[^1].Should().MatchRegex("^total 2[0-9][0-9] ");
    }

    private static void RunPython(string script, string path)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("python3", [script, path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.SkipWhen(errors.Contains("No module named", StringComparison.Ordinal), "python3 has no package cryptography");
            process.ExitCode.Should().Be(0, "{0} {1}", output.Result, errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
        }
    }

    private JsonObject Good() => new()
    {
        ["id"] = "own::good",
        ["trusted_certs"] = new JsonArray(Pem(_root.Der)),
        ["untrusted_intermediates"] = new JsonArray(),
        ["peer_certificate"] = Pem(_root.Acs()),
        ["validation_time"] = "2026-06-01T00:00:00+00:00",
        ["expected_peer_name"] = new JsonObject { ["kind"] = "DNS", ["value"] = "acs.example.com" },
        ["expected_result"] = "SUCCESS",
    };

    private static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der);

    private static string Suite(JsonObject vector) => new JsonObject { ["version"] = 1, ["testcases"] = new JsonArray(vector) }
        .ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private (string Last, string Errors) Run(string json)
    {
        string path = Path.Combine(_folder.Path, "suite.json");
        File.WriteAllText(path, json);
        using var output = new StringWriter();
        using var error = new StringWriter();

        PathsCommand.Run([path], output, error).Should().Be(0);

        return (output.ToString().TrimEnd().Split('\n')[^1], error.ToString());
    }
}
