// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Net;
using System.Text;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Names;

public sealed class OtherNameTests
{
    [Theory]
    [InlineData("a@example.com", true)]
    [InlineData("a.b+c@example.com", true)]
    [InlineData("*@example.com", true)]
    [InlineData("\"a b\"@example.com", true)]
    [InlineData("\"a\\\"b\"@example.com", true)]
    [InlineData("\"a\\\\\"@example.com", true)]
    [InlineData("\"a\"b\"@example.com", false)]
    [InlineData("\"a\\\"@example.com", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@", false)]
    [InlineData("a", false)]
    [InlineData(".a@example.com", false)]
    [InlineData("a.@example.com", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("a@b@example.com", false)]
    [InlineData("a b@example.com", false)]
    [InlineData("a@exa_mple.com", false)]
    public void Mailbox_is_a_local_part_and_a_host(string mailbox, bool valid) =>
        MailName.TrySplit(Encoding.ASCII.GetBytes(mailbox), out _, out _).Should().Be(valid);

    [Theory]
    [InlineData("a@example.com", "a@EXAMPLE.com", true)]
    [InlineData("a@example.com", "A@example.com", false)]
    public void Mailboxes_differ_in_case_of_the_local_part_alone(string left, string right, bool equal) =>
        MailName.AreEqual(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right)).Should().Be(equal);

    [Theory]
    [InlineData("https://acs.example.com/path", "acs.example.com")]
    [InlineData("https://acs.example.com:7547", "acs.example.com")]
    [InlineData("https://user:secret@acs.example.com?x", "acs.example.com")]
    [InlineData("urn:bbf:usp:id:ops::012345", null)]
    [InlineData("https:///path", null)]
    [InlineData("https://192.0.2.1/", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("acs.example.com", null)]
    public void Host_of_a_uri_is_found(string uri, string? host)
    {
        bool found = UriName.TryGetHost(Encoding.ASCII.GetBytes(uri), out ReadOnlySpan<byte> octets);

        found.Should().Be(host is not null);
        if (found)
        {
            Encoding.ASCII.GetString(octets).Should().Be(host);
        }
    }

    [Theory]
    [InlineData("192.0.2.0", "255.255.255.0", true)]
    [InlineData("0.0.0.0", "0.0.0.0", true)]
    [InlineData("192.0.2.1", "255.255.255.255", true)]
    [InlineData("192.0.2.0", "255.0.255.0", false)]
    [InlineData("192.0.2.0", "255.255.255.1", false)]
    [InlineData("192.0.2.0", "0.255.255.0", false)]
    [InlineData("2001:db8::", "ffff:ffff::", true)]
    public void Mask_is_ones_and_then_zeros(string address, string mask, bool valid) =>
        IpName.IsNetwork([.. IPAddress.Parse(address).GetAddressBytes(), .. IPAddress.Parse(mask).GetAddressBytes()]).Should().Be(valid);

    [Theory]
    [InlineData("Example", UniversalTagNumber.UTF8String, "Example", UniversalTagNumber.PrintableString, true)]
    [InlineData("EXAMPLE", UniversalTagNumber.UTF8String, "example", UniversalTagNumber.UTF8String, true)]
    [InlineData("  a   b ", UniversalTagNumber.PrintableString, "A b", UniversalTagNumber.UTF8String, true)]
    [InlineData("Ü", UniversalTagNumber.UTF8String, "ü", UniversalTagNumber.BMPString, true)]
    [InlineData("ab", UniversalTagNumber.PrintableString, "a b", UniversalTagNumber.PrintableString, false)]
    [InlineData("a", UniversalTagNumber.PrintableString, "b", UniversalTagNumber.PrintableString, false)]
    public void Names_are_compared_ignoring_case_space_and_string_type(
        string left, UniversalTagNumber leftTag, string right, UniversalTagNumber rightTag, bool equal)
    {
        byte[] leftName = Encoded.Of(("2.5.4.10", leftTag, left), ("2.5.4.3", UniversalTagNumber.PrintableString, "x"));
        byte[] rightName = Encoded.Of(("2.5.4.10", rightTag, right), ("2.5.4.3", UniversalTagNumber.PrintableString, "x"));

        DistinguishedName.AreEqual(leftName, rightName).Should().Be(equal);
        if (equal)
        {
            DistinguishedName.GetHash(leftName).Should().Be(DistinguishedName.GetHash(rightName));
        }
    }

    [Fact]
    public void Name_is_within_another_that_begins_it()
    {
        byte[] root = Encoded.Of(("2.5.4.10", UniversalTagNumber.UTF8String, "Maker"));
        byte[] below = Encoded.Of(("2.5.4.10", UniversalTagNumber.UTF8String, "Maker"), ("2.5.4.3", UniversalTagNumber.UTF8String, "x"));
        byte[] beside = Encoded.Of(("2.5.4.3", UniversalTagNumber.UTF8String, "x"), ("2.5.4.10", UniversalTagNumber.UTF8String, "Maker"));

        DistinguishedName.IsWithin(below, root).Should().BeTrue();
        DistinguishedName.IsWithin(root, root).Should().BeTrue();
        DistinguishedName.IsWithin(root, below).Should().BeFalse();
        DistinguishedName.IsWithin(beside, root).Should().BeFalse();
        DistinguishedName.AreEqual(below, root).Should().BeFalse();
    }

    [Fact]
    public void Attributes_of_one_rdn_have_no_order()
    {
        byte[] a = Encoded.Sequence(Signing.Oid("2.5.4.3"), [0x0C, 0x01, (byte)'a']);
        byte[] b = Encoded.Sequence(Signing.Oid("2.5.4.10"), [0x0C, 0x01, (byte)'b']);
        byte[] c = Encoded.Sequence(Signing.Oid("2.5.4.10"), [0x0C, 0x01, (byte)'c']);
        byte[] left = Encoded.Sequence(Encoded.Tagged(0x31, [.. a, .. b]));
        byte[] right = Encoded.Sequence(Encoded.Tagged(0x31, [.. b, .. a]));
        byte[] other = Encoded.Sequence(Encoded.Tagged(0x31, [.. a, .. c]));
        byte[] longer = Encoded.Sequence(Encoded.Tagged(0x31, [.. a, .. b, .. c]));

        DistinguishedName.AreEqual(left, right).Should().BeTrue();
        DistinguishedName.GetHash(left).Should().Be(DistinguishedName.GetHash(right));
        DistinguishedName.AreEqual(left, other).Should().BeFalse();
        DistinguishedName.AreEqual(left, longer).Should().BeFalse();
        DistinguishedName.AreEqual(longer, left).Should().BeFalse();
    }

    [Theory]
    [InlineData("line\nbreak", "line\\u000Abreak")]
    [InlineData("right\u202Eleft", "right\\u202Eleft")]
    [InlineData("a, b", "a\\, b")]
    public void Printed_names_hold_nothing_that_confuses_a_log(string value, string printed)
    {
        using ForgedAuthority root = ForgedAuthority.Root(value);

        new TrustAnchor(root.Der).Info.Subject.Should().Be("CN=" + printed);
    }
}
