// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>Pages that list everything of a kind list it all.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void Every_form_of_identity_is_on_the_page_of_identities()
    {
        IEnumerable<string> forms = typeof(DeviceIdentityExtractor)
            .GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Distinct();

        NotOn("device-identity.md", forms).Should().BeEmpty();
    }

    private static IEnumerable<string> NotOn(string page, IEnumerable<string> names)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page));
        return names.Where(name =>
            !text.Contains($"`{name}", StringComparison.Ordinal) && !text.Contains($".{name}", StringComparison.Ordinal));
    }
}
