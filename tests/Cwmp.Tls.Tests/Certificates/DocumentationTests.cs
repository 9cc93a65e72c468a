// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

/// <summary>docs/device-identity.md names every form of identity and every error.</summary>
public sealed class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "device-identity.md"));

    public static TheoryData<string> Extractors() =>
    [
        .. typeof(DeviceIdentityExtractor).GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name),
    ];

    [Theory]
    [MemberData(nameof(Extractors))]
    public void Page_names_every_extractor(string name) => Page.Should().MatchRegex($"`{name}[`(]");

    [Fact]
    public void Page_names_every_error()
    {
        foreach (DeviceIdentityError error in Enum.GetValues<DeviceIdentityError>().Except([DeviceIdentityError.None]))
        {
            Page.Should().Contain($"| `{error}` |");
        }
    }
}
