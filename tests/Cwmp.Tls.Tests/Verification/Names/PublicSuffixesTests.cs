// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Tests.Verification.Names;

public sealed class PublicSuffixesTests
{
    private const string List = """
        // ===BEGIN ICANN DOMAINS===
        com
        uk
        co.uk
        *.ck
        !www.ck
        香港
        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        s3.example.com
        // ===END PRIVATE DOMAINS===
        """;

    [Theory]
    [InlineData("com", true)]
    [InlineData("localhost", true)]
    [InlineData("co.uk", true)]
    [InlineData("CO.UK", true)]
    [InlineData("com.au", true)]
    [InlineData("or.jp", true)]
    [InlineData("example.com", false)]
    [InlineData("example.co.uk", false)]
    [InlineData("co.example", false)]
    [InlineData("example.uk", false)]
    public void Built_in_pattern_knows_what_registries_do(string name, bool isSuffix) =>
        PublicSuffixes.BuiltIn.Contains(name).Should().Be(isSuffix);

    [Theory]
    [InlineData("com", true)]
    [InlineData("co.uk", true)]
    [InlineData("org.uk", false)]
    [InlineData("anything.ck", true)]
    [InlineData("www.ck", false)]
    [InlineData("xn--j6w193g", true)]
    [InlineData("s3.example.com", false)]
    public void List_is_followed_to_the_letter(string name, bool isSuffix) =>
        PublicSuffixes.Parse(List).Contains(name).Should().Be(isSuffix);

    [Fact]
    public void Private_domains_count_where_that_is_asked_for() =>
        PublicSuffixes.Parse(List, includePrivateDomains: true).Contains("s3.example.com").Should().BeTrue();

    [Fact]
    public void Text_without_rules_is_refused()
    {
        Action parse = () => PublicSuffixes.Parse("// nothing\n");

        parse.Should().Throw<FormatException>();
    }
}
