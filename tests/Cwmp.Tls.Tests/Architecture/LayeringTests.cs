// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// The arrows of docs/architecture.md, read from the sources: a folder of src/Cwmp.Tls may name only the folders listed here.
/// A wrong `using` (or a full name) fails the build. Namespaces that are not of this library are nobody's business here, with one
/// exception: the protocol pillar must not reach for sockets, certificates or HTTP.
/// </summary>
public sealed partial class LayeringTests
{
    private static readonly string[] Everywhere = ["Internal", "Diagnostics"];

    // Folder → what it may use besides itself, Internal and Diagnostics.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Certificates"] = [],
        ["Verification"] = ["Certificates"],
        ["Tracing"] = ["Verification"],
        ["Connections"] = ["Certificates", "Verification", "Tracing"],
        ["Soap"] = [],
        ["Messages"] = [],
        ["Serialization"] = ["Soap", "Messages"],
        ["Sessions"] = ["Messages"],
        ["ConnectionRequests"] = [],
        ["Cpe"] = ["Sessions", "Serialization", "Messages", "Soap", "Connections", "Verification", "Certificates", "Tracing", "ConnectionRequests"],
        ["Acs"] = ["Sessions", "Serialization", "Messages", "Soap", "Verification", "Certificates", "ConnectionRequests"],
        ["Diagnostics"] = [],
        ["Internal"] = [],
    };

    private static readonly string[] ProtocolPillar = ["Soap", "Messages", "Serialization", "Sessions"];

    private static readonly string[] NotForTheProtocolPillar =
        ["System.Net", "System.Security.Cryptography", "Microsoft.AspNetCore", "Microsoft.Extensions.Logging"];

    // The types of the first page (context, session, listener) live in the root namespace; only these folders may touch them.
    private static readonly string[] MayTouchSessions = ["Connections", "Cpe"];

    public static TheoryData<string> Folders() => [.. Arrows.Keys];

    private static string Source => Path.Combine(RepositoryFiles.Root, "src", "Cwmp.Tls");

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_uses_only_what_its_arrows_allow(string folder)
    {
        string path = Path.Combine(Source, folder);
        if (!Directory.Exists(path))
        {
            Assert.Skip("no such folder yet");
        }

        string[] allowed = [folder, .. Arrows[folder], .. Everywhere];

        var wrong = new List<string>();
        foreach (string file in Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(file))
            {
                string code = line.TrimStart();
                if (code.StartsWith("//", StringComparison.Ordinal))
                {
                    continue;
                }

                if (!MayTouchSessions.Contains(folder) && SessionType().IsMatch(code))
                {
                    wrong.Add($"{Path.GetFileName(file)}: {code}");
                }

                foreach (Match match in OwnNamespace().Matches(code))
                {
                    string used = match.Groups[1].Value;
                    if (Arrows.ContainsKey(used) && !allowed.Contains(used))
                    {
                        wrong.Add($"{Path.GetFileName(file)}: {code}");
                    }
                }
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Every_folder_has_its_arrows()
    {
        IEnumerable<string> folders = Directory.GetDirectories(Source).Select(f => Path.GetFileName(f)!).Except(["bin", "obj"]);

        folders.Should().BeSubsetOf(Arrows.Keys);
    }

    [Fact]
    public void Protocol_pillar_knows_no_sockets_certificates_or_http()
    {
        var wrong = new List<string>();
        foreach (string folder in ProtocolPillar.Select(name => Path.Combine(Source, name)).Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                wrong.AddRange(File.ReadLines(file)
                    .Where(line => NotForTheProtocolPillar.Any(n => line.StartsWith("using " + n, StringComparison.Ordinal)))
                    .Select(line => $"{Path.GetFileName(file)}: {line}"));
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Integration_package_uses_the_public_api_alone()
    {
        string project = File.ReadAllText(Path.Combine(Source, "Cwmp.Tls.csproj"));

        project.Should().NotContain("Include=\"Cwmp.Tls.AspNetCore\"");
    }

    [Fact]
    public void Core_depends_on_two_packages_and_no_more()
    {
        string project = File.ReadAllText(Path.Combine(Source, "Cwmp.Tls.csproj"));

        IEnumerable<string> packages = PackageReference().Matches(project).Select(m => m.Groups[1].Value);

        packages.Should().BeEquivalentTo("Microsoft.Extensions.Logging.Abstractions", "System.Security.Cryptography.Pkcs");
    }

    [GeneratedRegex(@"Cwmp\.Tls\.([A-Z]\w+)")]
    private static partial Regex OwnNamespace();

    [GeneratedRegex(@"\bCwmpTls(Context|Session|Listener|ContextBuilder)\b")]
    private static partial Regex SessionType();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();
}
