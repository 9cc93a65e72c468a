// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>A file is named after its one type: <c>Type.cs</c>, <c>Type.Phase.cs</c>.</summary>
public sealed class FileNameTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
    [Fact]
    public void File_is_named_after_its_one_type()
    {
        IEnumerable<string> wrong = library.Map.Types
            .SelectMany(type => type.Files.Select(file => (type.Name, File: file)))
            .Where(pair => Path.GetFileNameWithoutExtension(pair.File) != pair.Name
                && !Path.GetFileNameWithoutExtension(pair.File).StartsWith(pair.Name + ".", StringComparison.Ordinal))
            .Select(pair => $"{pair.Name} stands in {pair.File}");

        Findings.AreNone(wrong);
    }
}
