// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Tests.Verification.Names;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("acs.example.com", true)]
    [InlineData("xn--mller-kva.example", true)]
    [InlineData("1a.example", true)]
    [InlineData("3com.com", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData(".example.com", false)]
    [InlineData("example.com.", false)]
    [InlineData("a..b", false)]
    [InlineData("-a.example", false)]
    [InlineData("a-.example", false)]
    [InlineData("a_b.example", false)]
    [InlineData("a b.example", false)]
    [InlineData("müller.example", false)]
    [InlineData("*.example.com", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("example.1", false)]
    [InlineData("a\0.example", false)]
    public void Host_is_letters_digits_and_inner_hyphens(string name, bool valid) =>
        DnsName.IsHost(Encoding.UTF8.GetBytes(name)).Should().Be(valid);

    [Fact]
    public void Labels_and_names_have_their_longest()
    {
        string label = new('a', 63);
        string name = string.Join('.', label, label, label, new string('a', 61));

        DnsName.IsHost(Encoding.ASCII.GetBytes(label + "a")).Should().BeFalse();
        DnsName.IsHost(Encoding.ASCII.GetBytes(name)).Should().BeTrue();
        DnsName.IsHost(Encoding.ASCII.GetBytes(name + "a")).Should().BeFalse();
    }

    [Theory]
    [InlineData("acs.example.com", "ACS.EXAMPLE.COM", true)]
    [InlineData("*.example.com", "acs.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "a.acs.example.com", false)]
    [InlineData("*.example.com", ".example.com", false)]
    [InlineData("example.com", "acs.example.com", false)]
    public void Wildcard_stands_for_one_left_most_label(string pattern, string host, bool matches) =>
        DnsName.Matches(Encoding.ASCII.GetBytes(pattern), Encoding.ASCII.GetBytes(host)).Should().Be(matches);

    [Theory]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("**.example.com")]
    [InlineData("a*.example.com")]
    [InlineData("*a.example.com")]
    [InlineData("a.*.example.com")]
    [InlineData("*.*.example.com")]
    [InlineData("xn--*-kva.example.com")]
    public void Asterisk_anywhere_else_is_no_pattern(string pattern) =>
        DnsName.IsPattern(Encoding.ASCII.GetBytes(pattern)).Should().BeFalse();

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("acs.example.com", "example.com", true)]
    [InlineData("notexample.com", "example.com", false)]
    [InlineData("com", "example.com", false)]
    [InlineData("EXAMPLE.com", "example.COM", true)]
    [InlineData("anything", "", true)]
    public void Constraint_takes_in_all_names_below_it(string name, string constraint, bool within) =>
        DnsName.IsWithin(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(constraint)).Should().Be(within);
}
