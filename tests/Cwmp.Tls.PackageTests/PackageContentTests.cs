// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.PackageTests;

/// <summary>What is in the packages, file by file and line by line: what users get is what is meant.</summary>
public sealed class PackageContentTests(PackedPackages packages)
{
    public static TheoryData<string> Ids => [PackedPackages.Codec, PackedPackages.Core, PackedPackages.AspNetCore];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Package_holds_the_library_its_documentation_and_its_papers(string id)
    {
        // The parts of the container format itself carry names that change.
        IEnumerable<string> files = packages.Files(id).Keys.Where(name =>
            name != "[Content_Types].xml" && !name.StartsWith("_rels/") && !name.StartsWith("package/"));

        files.Should().BeEquivalentTo($"{id}.nuspec", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md", "CHANGELOG.md",
            "LICENSE", "icon.png");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("LICENSE")]
    public void Papers_are_those_of_the_repository(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, name));

        foreach (string id in Ids.Select(row => row.Data))
        {
            packages.Files(id)[name].Should().Equal(file, id);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Metadata_tells_who_what_and_under_which_licence(string id)
    {
        XElement metadata = packages.Metadata(id);

        metadata.Element("id")!.Value.Should().Be(id);
        metadata.Element("authors")!.Value.Should().Be("Cwmp.Tls contributors");
        metadata.Element("license")!.ToString().Should().Be("<license type=\"expression\">MIT</license>");
        metadata.Element("readme")!.Value.Should().Be("README.md");
        metadata.Element("icon")!.Value.Should().Be("icon.png");
        metadata.Element("description")!.Value.Length.Should().BeInRange(80, 400);
        metadata.Element("tags")!.Value.Split(' ').Should().Contain(["CWMP", "TR-069", "TLS"]);
        metadata.Element("copyright")!.Value.Should().StartWith("Copyright (c)");
        metadata.Element("requireLicenseAcceptance").Should().BeNull();
    }

    [Fact]
    public void Packages_have_one_version_from_one_place()
    {
        string props = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Directory.Build.props"));
        XElement properties = XElement.Parse(props).Element("PropertyGroup")!;
        string version = $"{properties.Element("VersionPrefix")!.Value}-{properties.Element("VersionSuffix")?.Value}".TrimEnd('-');

        foreach (string id in Ids.Select(row => row.Data))
        {
            packages.Metadata(id).Element("version")!.Value.Should().Be(version, id);
        }

        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Should().OnlyContain(project => !File.ReadAllText(project).Contains("Version>", StringComparison.Ordinal));
    }

    [Fact]
    public void Codec_depends_on_nothing()
    {
        XElement metadata = packages.Metadata(PackedPackages.Codec);

        metadata.Descendants("dependency").Should().BeEmpty();
        metadata.Element("frameworkReferences").Should().BeNull();
    }

    [Fact]
    public void Core_depends_on_the_codec_of_the_same_version_on_two_packages_and_no_more()
    {
        XElement metadata = packages.Metadata(PackedPackages.Core);

        XElement group = metadata.Element("dependencies")!.Elements("group").Should().ContainSingle().Which;

        group.Attribute("targetFramework")!.Value.Should().Be("net10.0");
        group.Elements("dependency").Select(dependency => dependency.Attribute("id")!.Value)
            .Should()
                .BeEquivalentTo(PackedPackages.Codec, "Microsoft.Extensions.Logging.Abstractions", "System.Security.Cryptography.Pkcs");
        group.Elements("dependency")
            .Single(dependency => dependency.Attribute("id")!.Value == PackedPackages.Codec)
            .Attribute("version")!.Value
            .Should().Be(metadata.Element("version")!.Value);
        metadata.Element("frameworkReferences").Should().BeNull();
    }

    [Fact]
    public void Integration_depends_on_the_core_of_the_same_version_and_on_the_framework()
    {
        XElement metadata = packages.Metadata(PackedPackages.AspNetCore);

        XElement dependency = metadata.Element("dependencies")!.Descendants("dependency").Should().ContainSingle().Which;

        dependency.Attribute("id")!.Value.Should().Be(PackedPackages.Core);
        dependency.Attribute("version")!.Value.Should().Be(metadata.Element("version")!.Value);
        metadata.Element("frameworkReferences")!.Descendants("frameworkReference").Select(reference => reference.Attribute("name")!.Value)
            .Should().Equal("Microsoft.AspNetCore.App");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Assembly_is_reproducible_and_its_symbols_are_packed(string id)
    {
        using var assembly = new PEReader(new MemoryStream(packages.Files(id)[$"lib/net10.0/{id}.dll"]));

        assembly.ReadDebugDirectory().Select(entry => entry.Type).Should().Contain(DebugDirectoryEntryType.Reproducible);
        packages.Files(id, "snupkg").Keys.Should().Contain($"lib/net10.0/{id}.pdb");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Documentation_says_something_about_every_member(string id)
    {
        // The file describes internal members too; those are nobody's business here.
        Assembly assembly = Libraries.All.Single(library => library.GetName().Name == id);
        HashSet<string> types = [.. assembly.GetExportedTypes().Select(type => type.FullName!.Replace('+', '.'))];
        using var stream = new MemoryStream(packages.Files(id)[$"lib/net10.0/{id}.xml"]);
        XElement[] members =
            [.. XDocument.Load(stream).Descendants("member").Where(member => types.Contains(TypeOf(member.Attribute("name")!.Value)))];

        members.Should().HaveCountGreaterThan(20);
        members.Where(member => member.Element("inheritdoc") is null && string.IsNullOrWhiteSpace(member.Element("summary")?.Value)
            && member.Element("param") is null)
            .Select(member => member.Attribute("name")!.Value).Should().BeEmpty();

        static string TypeOf(string name)
        {
            string path = name[2..].Split('(')[0];
            return name[0] == 'T' ? path : path[..path.LastIndexOf('.')];
        }
    }

    [Fact]
    public void Documentation_warnings_are_not_switched_off()
    {
        string sources = Path.Combine(RepositoryFiles.Root, "src");
        IEnumerable<string> files = Directory.EnumerateFiles(sources, "*.cs*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Append(Path.Combine(RepositoryFiles.Root, "eng", "Library.props"));

        files.Where(file => File.ReadAllText(file).Contains("1591", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Changelog_keeps_its_form()
    {
        string[] headings = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "CHANGELOG.md"))
            .Where(line => line.StartsWith("##", StringComparison.Ordinal))];

        headings[0].Should().Be("## [Unreleased]");
        headings.Where(heading => heading.StartsWith("## ", StringComparison.Ordinal)).Skip(1).Where(heading =>
            !System.Text.RegularExpressions.Regex.IsMatch(heading, @"^## \[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d{2}-\d{2}$"))
                .Should().BeEmpty();
        headings.Where(heading => heading.StartsWith("### ", StringComparison.Ordinal)).Should().OnlyContain(heading =>
            heading == "### Added" || heading == "### Changed" || heading == "### Deprecated" || heading == "### Removed"
                || heading == "### Fixed" || heading == "### Security");
        Encoding.UTF8.GetString(packages.Files(PackedPackages.Core)["CHANGELOG.md"]).Should().Contain("Keep a Changelog");
    }
}
