// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Repository_is_found() => Directory.Exists(RepositoryFiles.Root).Should().BeTrue();
}
