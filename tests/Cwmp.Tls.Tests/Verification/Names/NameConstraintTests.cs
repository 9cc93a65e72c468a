// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Names;

public sealed class NameConstraintTests
{
    public static TheoryData<string, string, string, bool, VerificationError> Cases() => new()
    {
        // constraint, its kind, name, excluded?, what comes
        { "example.com", "dns", "acs.example.com", false, VerificationError.None },
        { "example.com", "dns", "acs.example.org", false, VerificationError.NameNotPermitted },
        { "example.com", "dns", "badexample.com", false, VerificationError.NameNotPermitted },
        { "", "dns", "acs.example.com", false, VerificationError.None },
        { "", "dns", "acs.example.com", true, VerificationError.NameExcluded },
        { "example.com", "dns", "*.example.com", false, VerificationError.None },
        { "acs.example.com", "dns", "*.example.com", false, VerificationError.NameNotPermitted },
        { "acs.example.com", "dns", "*.example.com", true, VerificationError.NameExcluded },
        { "a.acs.example.com", "dns", "*.example.com", true, VerificationError.None },
        { ".example.com", "dns", "acs.example.com", false, VerificationError.None },
        { ".example.com", "dns", "example.com", false, VerificationError.NameNotPermitted },
        { "example.com", "mail", "a@example.com", false, VerificationError.None },
        { "example.com", "mail", "a@sub.example.com", false, VerificationError.NameNotPermitted },
        { ".example.com", "mail", "a@sub.example.com", false, VerificationError.None },
        { ".example.com", "mail", "a@example.com", false, VerificationError.NameNotPermitted },
        { "a@example.com", "mail", "a@EXAMPLE.com", false, VerificationError.None },
        { "a@example.com", "mail", "b@example.com", false, VerificationError.NameNotPermitted },
        { "example.com", "mail", "a@b@example.com", true, VerificationError.UnsupportedNameForm },
        { "acs.example.com", "uri", "https://acs.example.com/x", false, VerificationError.None },
        { "example.com", "uri", "https://acs.example.com/x", false, VerificationError.NameNotPermitted },
        { ".example.com", "uri", "https://acs.example.com/x", false, VerificationError.None },
        { ".example.com", "uri", "https://192.0.2.1/", true, VerificationError.UnsupportedNameForm },
        { ".example.com", "uri", "urn:x", false, VerificationError.UnsupportedNameForm },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constraint_decides_about_a_name_of_its_kind(string constraint, string kind, string name, bool excluded,
        VerificationError expected)
    {
        byte[][] subtree = [Encode(kind, constraint)];
        ForgedAuthority root = ForgedAuthority.Root(change: s =>
            s.NameConstraints = excluded ? Encoded.Constraints(excluded: subtree) : Encoded.Constraints(permitted: subtree));
        byte[] leaf = root.Cpe(change: s => s.AlternativeNames = [Encode(kind, name)]);

        VerifyResult result = Judging.Cpe(root, leaf);

        result.Errors().Should().BeEquivalentTo(expected == VerificationError.None ? [] : new[] { expected });
    }

    [Theory]
    [InlineData("192.0.2.0", "255.255.255.0", "192.0.2.7", false, VerificationError.None)]
    [InlineData("192.0.2.0", "255.255.255.0", "192.0.3.7", false, VerificationError.NameNotPermitted)]
    [InlineData("192.0.2.0", "255.255.255.0", "192.0.2.7", true, VerificationError.NameExcluded)]
    [InlineData("0.0.0.0", "0.0.0.0", "2001:db8::1", true, VerificationError.None)]
    [InlineData("2001:db8::", "ffff:ffff::", "2001:db8::1", false, VerificationError.None)]
    public void Address_is_within_its_network(string address, string mask, string name, bool excluded, VerificationError expected)
    {
        byte[][] subtree = [Encoded.Network(address, mask)];
        ForgedAuthority root = ForgedAuthority.Root(change: s =>
            s.NameConstraints = excluded ? Encoded.Constraints(excluded: subtree) : Encoded.Constraints(permitted: subtree));
        byte[] leaf = root.Cpe(change: s => s.AlternativeNames = [Encoded.Ip(name)]);

        Judging.Cpe(root, leaf).Errors().Should().BeEquivalentTo(expected == VerificationError.None ? [] : new[] { expected });
    }

    [Fact]
    public void Directory_constraint_holds_for_the_subject_and_for_directory_names()
    {
        byte[] maker = Encoded.Of(("2.5.4.10", UniversalTagNumber.UTF8String, "Maker"));
        byte[] device =
            Encoded.Of(("2.5.4.10", UniversalTagNumber.PrintableString, "MAKER"), ("2.5.4.3", UniversalTagNumber.UTF8String, "012345-1"));
        ForgedAuthority root =
            ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Directory(maker)]));

        Judging.Cpe(root, root.Cpe(change: s => s.Subject = device)).IsAccepted.Should().BeTrue();
        Judging.Cpe(root, root.Cpe()).Errors().Should().Equal(VerificationError.NameNotPermitted);
        Judging.Cpe(root, root.Cpe(change: s =>
        {
            s.Subject = device;
            s.AlternativeNames = [Encoded.Directory(Encoded.Cn("other"))];
        })).Errors().Should().Equal(VerificationError.NameNotPermitted);
    }

    [Fact]
    public void Mail_constraint_holds_for_an_address_in_the_subject()
    {
        ForgedAuthority root =
            ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Mail("example.com")]));
        byte[] subject = Encoded.Of(("1.2.840.113549.1.9.1", UniversalTagNumber.IA5String, "a@example.com"),
            ("2.5.4.3", UniversalTagNumber.UTF8String, "012345-1"));

        Judging.Cpe(root, root.Cpe(change: s => s.Subject = subject)).Errors().Should().Equal(VerificationError.NameExcluded);
    }

    [Fact]
    public void Kind_that_cannot_be_compared_is_refused_where_it_occurs()
    {
        byte[] other = Encoded.Other("1.2.3", "x");
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(excluded: [other]));

        Judging.Cpe(root, root.Cpe(change: s => s.AlternativeNames = [other])).Errors()
            .Should().Equal(VerificationError.UnsupportedNameConstraint);
        Judging.Cpe(root, root.Cpe()).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Constraints_of_all_authorities_hold_together()
    {
        ForgedAuthority root =
            ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("a.example.com")]));
        ForgedAuthority intermediate = root.Authority(
            "I", s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("a.example.com"), Encoded.Dns("b.example.com")]));

        Judging.Acs(root, intermediate.Acs("a.example.com"), [intermediate.Der], "a.example.com").IsAccepted.Should().BeTrue();
        Judging.Acs(root, intermediate.Acs("b.example.com"), [intermediate.Der], "b.example.com").Errors()
            .Should().Equal(VerificationError.NameNotPermitted);
    }

    [Fact]
    public void Self_issued_intermediate_is_exempt_and_the_peer_is_not()
    {
        ForgedAuthority root =
            ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.com")]));
        ForgedAuthority rolledOver = root.Authority("Forged Root", s => s.Dns("other.org"));

        Judging.Acs(root, rolledOver.Acs(), [rolledOver.Der]).IsAccepted.Should().BeTrue();
        Judging.Acs(root, rolledOver.Acs("a.other.org"), [rolledOver.Der], "a.other.org").Errors()
            .Should().Equal(VerificationError.NameNotPermitted);
    }

    [Fact]
    public void Many_names_against_many_constraints_end_within_the_budget()
    {
        byte[][] constraints = [.. Enumerable.Range(0, 2000).Select(i => Encoded.Dns($"c{i}.example.org"))];
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(excluded: constraints));
        byte[] leaf = root.Acs(change: s => s.Dns([.. Enumerable.Range(0, 2000).Select(i => $"n{i}.example.com")]));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        VerifyResult result = Judging.Acs(root, leaf);

        result.Errors().Should().Contain(VerificationError.NameConstraintBudgetExceeded);
        result.Findings[0].CanBeOverridden.Should().BeFalse();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    private static byte[] Encode(string kind, string value) => kind switch
    {
        "dns" => Encoded.Dns(value),
        "mail" => Encoded.Mail(value),
        _ => Encoded.Uri(value),
    };
}
