// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Paths;

/// <summary>Certificate policies count only where a CA requires one (RFC 5280 §6.1).</summary>
public sealed class PolicyTests
{
    private const string P1 = "1.2.3.1";
    private const string P2 = "1.2.3.2";
    private const string Any = "2.5.29.32.0";

    private static readonly Action<CertificateSpec> Require = Constraints(require: 0);

    [Fact]
    public void Chain_with_the_policy_all_the_way_is_accepted() =>
        Judge(s => Both(s, Require, P1), s => Policies(s, P1)).Should().BeEmpty();

    [Fact]
    public void Peer_without_policy_is_refused() =>
        Judge(s => Both(s, Require, P1), _ => { }).Should().Equal(VerificationError.PolicyRequired);

    [Fact]
    public void Peer_with_another_policy_is_refused() =>
        Judge(s => Both(s, Require, P1), s => Policies(s, P2)).Should().Equal(VerificationError.PolicyRequired);

    [Fact]
    public void Without_a_requirement_policies_do_not_matter() => Judge(s => Policies(s, P1), s => Policies(s, P2)).Should().BeEmpty();

    [Fact]
    public void Any_policy_of_a_ca_takes_in_every_policy() => Judge(s => Both(s, Require, Any), s => Policies(s, P2)).Should().BeEmpty();

    [Fact]
    public void Any_policy_of_the_peer_takes_in_that_of_the_ca() =>
        Judge(s => Both(s, Require, P1), s => Policies(s, Any)).Should().BeEmpty();

    [Fact]
    public void Any_policy_that_is_inhibited_takes_in_nothing() => Judge(
        s =>
        {
            Both(s, Require, P1);
            s.Extra.Add(("2.5.29.54", true, [0x02, 0x01, 0x00]));
        },
        s => Policies(s, Any)).Should().Equal(VerificationError.PolicyRequired);

    [Fact]
    public void Mapped_policy_counts_as_the_one_it_is_mapped_from()
    {
        Judge(
            s =>
            {
                Both(s, Require, P1);
                Map(s, P1, P2);
            },
            s => Policies(s, P2)).Should().BeEmpty();
        Judge(
            s =>
            {
                Both(s, Require, P1);
                Map(s, P1, P2);
            },
            s => Policies(s, P1)).Should().Equal(VerificationError.PolicyRequired);
    }

    [Fact]
    public void Mapping_that_a_ca_above_inhibits_counts_for_nothing()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority first = root.Authority("First", s => Both(s, Constraints(require: 0, inhibitMapping: 0), P1));
        ForgedAuthority second = first.Authority("Second", s =>
        {
            Policies(s, P1);
            Map(s, P1, P2);
        });

        VerifyResult result = Judging.Acs(root, second.Acs(change: s => Policies(s, P2)), [first.Der, second.Der]);

        result.Errors().Should().Equal(VerificationError.PolicyRequired);
    }

    [Fact]
    public void Requirement_that_begins_further_down_leaves_a_short_chain_alone()
    {
        Judge(s => Both(s, Constraints(require: 2), P1), _ => { }).Should().BeEmpty();
        Judge(s => Both(s, Constraints(require: 1), P1), _ => { }).Should().Equal(VerificationError.PolicyRequired);
    }

    [Fact]
    public void Requirement_of_the_anchor_holds()
    {
        ForgedAuthority root = ForgedAuthority.Root(change: Require);

        Judging.Acs(root, root.Acs()).Errors().Should().Equal(VerificationError.PolicyRequired);
        Judging.Acs(root, root.Acs(change: s => Policies(s, P1))).Errors().Should().BeEmpty();
    }

    private static IEnumerable<VerificationError> Judge(Action<CertificateSpec> authority, Action<CertificateSpec> leaf)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate", authority);
        return Judging.Acs(root, intermediate.Acs(change: leaf), [intermediate.Der]).Errors();
    }

    private static void Both(CertificateSpec spec, Action<CertificateSpec> constraints, string policy)
    {
        constraints(spec);
        Policies(spec, policy);
    }

    private static Action<CertificateSpec> Constraints(int? require = null, int? inhibitMapping = null) => spec => spec.Extra.Add((
        "2.5.29.36",
        true,
        Encoded.Sequence(
            require is { } r ? Encoded.Primitive(0, [(byte)r]) : [],
            inhibitMapping is { } m ? Encoded.Primitive(1, [(byte)m]) : [])));

    private static void Policies(CertificateSpec spec, params string[] policies) =>
        spec.Extra.Add(("2.5.29.32", false, Encoded.Sequence([.. policies.Select(policy => Encoded.Sequence(Signing.Oid(policy)))])));

    private static void Map(CertificateSpec spec, string from, string to) =>
        spec.Extra.Add(("2.5.29.33", true, Encoded.Sequence(Encoded.Sequence(Signing.Oid(from), Signing.Oid(to)))));
}
