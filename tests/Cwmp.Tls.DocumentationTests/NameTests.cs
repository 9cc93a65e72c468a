// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>
/// Names of code that a page puts between backquotes exist: types and members of the packages, names of TR-069, or of the platform.
/// </summary>
public sealed partial class NameTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Lazy<HashSet<string>> Known = new(() =>
    [
        .. NamesOf(typeof(CwmpSerializer).Assembly), .. NamesOf(typeof(CwmpTlsContext).Assembly),
        .. NamesOf(typeof(CwmpAcsOptions).Assembly),
        .. NamesOfSourceFiles(), .. NamesOfPlatform(),
        .. File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.DocumentationTests", "foreign-names.txt"))
            .Where(line => line.Length > 0 && line[0] != '#'),
    ]);

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Names_in_backquotes_exist(string page)
    {
        IEnumerable<string> unknown = Identifier().Matches(WithoutOldNames(page, MarkdownPage.Read(page).Text))
            .SelectMany(match => match.Groups[1].Value.Split('.'))
            .Distinct()
            .Where(name => !Known.Value.Contains(name));

        unknown.Should().BeEmpty("a name that is not ours belongs into foreign-names.txt");
    }

    // Rows of CHANGELOG.md begin with the old name, which is gone.
    private static string WithoutOldNames(string page, string text) => page == "CHANGELOG.md" ? OldName().Replace(text, "|") : text;

    private static IEnumerable<string> NamesOf(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes())
        {
            yield return type.Name.Split('`')[0];
            foreach (string part in (type.Namespace ?? "").Split('.'))
            {
                yield return part;
            }

            foreach (MemberInfo member in type.GetMembers(Everything))
            {
                yield return member.Name;
                if (member.GetCustomAttribute<LoggerMessageAttribute>()?.EventName is { } eventName)
                {
                    yield return eventName;
                }
            }
        }
    }

    // Types and namespaces alone; a member of the platform that a page names stands in foreign-names.txt.
    private static IEnumerable<string> NamesOfPlatform()
    {
        foreach (string path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
            {
                continue;
            }

            MetadataReader metadata = file.GetMetadataReader();
            foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Where(type => (type.Attributes & TypeAttributes.Public) != 0))
            {
                yield return metadata.GetString(type.Name).Split('`')[0];
                foreach (string part in metadata.GetString(type.Namespace).Split('.'))
                {
                    yield return part;
                }
            }
        }
    }

    // Samples, tests and benchmarks are named by their files.
    private static IEnumerable<string> NamesOfSourceFiles() => new[] { "samples", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs*", SearchOption.AllDirectories))
        .SelectMany(path => new[] { Path.GetFileNameWithoutExtension(path), Path.GetFileName(Path.GetDirectoryName(path)!) });

    [GeneratedRegex(@"^\| `[^|]+ \|", RegexOptions.Multiline)]
    private static partial Regex OldName();

    // A name, or names joined with points, with or without an argument list; neither OpenSSL's nor a name in capitals.
    [GeneratedRegex(@"`((?!SSL|ERR_|X509_|TLS_)[A-Z]\w*[a-z]\w*(?:\.[A-Z]\w+)*)(?:\([^`]*\))?`")]
    private static partial Regex Identifier();
}
