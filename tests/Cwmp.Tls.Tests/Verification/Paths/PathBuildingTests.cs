// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Paths;

public sealed class PathBuildingTests
{
    [Fact]
    public void Order_of_the_certificates_sent_does_not_matter()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority first = root.Authority("First");
        ForgedAuthority second = first.Authority("Second");
        byte[] leaf = second.Acs();

        Judging.Acs(root, leaf, [first.Der, second.Der]).IsAccepted.Should().BeTrue();
        Judging.Acs(root, leaf, [second.Der, first.Der]).IsAccepted.Should().BeTrue();
        Judging.Acs(root, leaf, [root.Der, leaf, second.Der, first.Der, first.Der]).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Junk_among_the_certificates_sent_does_no_harm()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");

        VerifyResult result =
            Judging.Acs(root, intermediate.Acs(), [[], [0x30, 0x00], new byte[100], intermediate.Der, ForgedAuthority.Root().Der]);

        result.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Anchor_need_not_be_self_issued()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");

        VerifyResult result = Judging.Acs(intermediate, intermediate.Acs());

        result.IsAccepted.Should().BeTrue();
        result.Chain.Should().HaveCount(2);
    }

    [Fact]
    public void Expired_cross_certificate_is_left_for_the_path_that_holds()
    {
        ForgedAuthority oldRoot = ForgedAuthority.Root("Old Root");
        ForgedAuthority newRoot = ForgedAuthority.Root("New Root");
        byte[] expired = oldRoot.CrossSign(newRoot, s => s.NotAfter = Judging.Now.AddDays(-1));
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, oldRoot.Der, newRoot.Der);

        VerifyResult result = Judging.With(options, newRoot.Acs(), [expired], "acs.example.com");

        result.IsAccepted.Should().BeTrue();
        result.Chain[^1].Subject.Should().Be("CN=New Root");
    }

    [Fact]
    public void Cross_certificate_carries_over_to_the_root_that_is_trusted()
    {
        ForgedAuthority oldRoot = ForgedAuthority.Root("Old Root");
        ForgedAuthority newRoot = ForgedAuthority.Root("New Root");

        VerifyResult result = Judging.Acs(oldRoot, newRoot.Acs(), [newRoot.Der, oldRoot.CrossSign(newRoot)]);

        result.IsAccepted.Should().BeTrue();
        result.Chain.Should().HaveCount(3);
    }

    [Fact]
    public void Two_anchors_of_one_name_are_both_tried()
    {
        ForgedAuthority before = ForgedAuthority.Root("Root", s => s.SubjectKeyIdentifier = false);
        ForgedAuthority after = ForgedAuthority.Root("Root", s => s.SubjectKeyIdentifier = false);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, before.Der, after.Der);

        Judging.With(options, before.Cpe()).IsAccepted.Should().BeTrue();
        Judging.With(options, after.Cpe()).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Key_identifier_that_misleads_is_a_hint_and_no_more()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        byte[] leaf = root.Acs(change: s => s.AuthorityKeyIdentifierValue = Encoded.Sequence(Encoded.Primitive(0, [1, 2, 3, 4])));

        Judging.Acs(root, leaf).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Names_of_issuer_and_subject_are_compared_by_their_meaning()
    {
        ForgedAuthority root = ForgedAuthority.Root("Device CA");
        byte[] leaf =
            root.Acs(change: s => s.Issuer = Encoded.Of(("2.5.4.3", System.Formats.Asn1.UniversalTagNumber.PrintableString, "DEVICE  ca")));

        Judging.Acs(root, leaf).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Loop_of_authorities_ends()
    {
        ForgedAuthority a = ForgedAuthority.Root("A");
        ForgedAuthority b = ForgedAuthority.Root("B");
        byte[][] sent = [a.Der, b.Der, a.CrossSign(b), b.CrossSign(a)];

        VerifyResult result = Judging.Acs(ForgedAuthority.Root("Trusted"), a.Acs(), sent);

        result.IsAccepted.Should().BeFalse();
        result.Errors().Should().OnlyContain(e => e == VerificationError.SelfSignedInChain || e == VerificationError.IssuerNotFound);
    }

    [Fact]
    public void Self_signed_peer_and_self_signed_chain_are_told_apart()
    {
        ForgedAuthority trusted = ForgedAuthority.Root("Trusted");
        ForgedAuthority stranger = ForgedAuthority.Root("Stranger");
        byte[] own = ForgedAuthority.Root("acs.example.com", s =>
        {
            s.Authority = false;
            s.KeyUsage = null;
            s.Usages = [CertificateSpec.ServerAuth];
            s.Dns("acs.example.com");
        }).Der;

        VerifyResult leafOnly = Judging.Acs(trusted, own);
        VerifyResult chain = Judging.Acs(trusted, stranger.Acs(), [stranger.Der]);
        VerifyResult missing = Judging.Acs(trusted, stranger.Acs());

        leafOnly.Errors().Should().Equal(VerificationError.SelfSignedLeaf);
        leafOnly.OpenSslCode.Should().Be(18);
        chain.Errors().Should().Equal(VerificationError.SelfSignedInChain);
        chain.OpenSslCode.Should().Be(19);
        missing.Errors().Should().Equal(VerificationError.IssuerNotFound);
        missing.OpenSslCode.Should().Be(20);
    }

    [Fact]
    public void Self_signed_peer_that_is_in_the_trust_store_is_not_trusted_by_that()
    {
        ForgedAuthority own = ForgedAuthority.Root("acs.example.com", s =>
        {
            s.Usages = [CertificateSpec.ServerAuth];
            s.Dns("acs.example.com");
        });

        Judging.Acs(own, own.Der).Errors().Should().Contain(VerificationError.SelfSignedLeaf);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    public void Depth_is_limited(int limit, int intermediates, bool accepted)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority last = root;
        var sent = new List<byte[]>();
        for (int i = 0; i < intermediates; i++)
        {
            last = last.Authority($"Intermediate {i}");
            sent.Add(last.Der);
        }

        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, root.Der);
        options.MaxChainDepth = limit;
        VerifyResult result = Judging.With(options, last.Acs(), [.. sent], "acs.example.com");

        result.IsAccepted.Should().Be(accepted);
        if (!accepted)
        {
            result.Errors().Should().Equal(VerificationError.PathTooLong);
        }
    }

    [Fact]
    public void Maze_without_exit_is_refused_within_the_budget()
    {
        // One name and many keys: each certificate could be signed by each of the others.
        AsymmetricAlgorithm[] keys = [.. Enumerable.Range(0, 40).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        ForgedAuthority[] authorities = [.. keys.Select(key => ForgedAuthority.Root("Maze", s => s.SubjectKeyIdentifier = false, key))];
        byte[][] sent =
            [.. Enumerable.Range(0, 39).Select(i => authorities[i + 1].CrossSign(authorities[i], s => s.AuthorityKeyIdentifier = false))];
        byte[] leaf = authorities[0].Cpe(change: s => s.AuthorityKeyIdentifier = false);
        var watch = Stopwatch.StartNew();

        VerifyResult result = Judging.Cpe(ForgedAuthority.Root("Trusted"), leaf, sent);

        result.IsAccepted.Should().BeFalse();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        foreach (AsymmetricAlgorithm key in keys)
        {
            key.Dispose();
        }
    }

    [Fact]
    public void Search_that_ran_out_of_checks_says_so_and_cannot_be_overridden()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority[] decoys = [.. Enumerable.Range(0, 5).Select(_ => ForgedAuthority.Root("Intermediate", s =>
        {
            s.Issuer = root.Name;
            s.SubjectKeyIdentifier = false;
        }))];
        ForgedAuthority real = root.Authority("Intermediate", s => s.SubjectKeyIdentifier = false);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, root.Der);
        options.MaxSignatureChecks = 3;

        VerifyResult result = Judging.With(options, real.Cpe(), [.. decoys.Select(d => d.Der), real.Der]);

        result.Findings.Should().Contain(finding => finding.Error == VerificationError.SearchBudgetExceeded && !finding.CanBeOverridden);
    }

    [Fact]
    public void All_findings_of_all_certificates_are_reported()
    {
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.NotAfter = Judging.Now.AddDays(-2));
        ForgedAuthority intermediate = root.Authority("Intermediate", s => s.AuthorityCritical = false);
        byte[] leaf = intermediate.Acs("other.example.com", s =>
        {
            s.NotAfter = Judging.Now.AddDays(-1);
            s.Usages = [CertificateSpec.ClientAuth];
        });

        VerifyResult result = Judging.Acs(root, leaf, [intermediate.Der]);

        result.Findings.Select(finding => (finding.Depth, finding.Error)).Should().BeEquivalentTo(
        [
            (0, VerificationError.Expired),
            (0, VerificationError.ExtendedKeyUsageMismatch),
            (0, VerificationError.HostNameMismatch),
            (1, VerificationError.BasicConstraintsNotCritical),
            (2, VerificationError.Expired),
        ]);
        result.Findings.Select(finding => finding.Depth).Should().BeInAscendingOrder();
        result.Describe().Split('\n').Length.Should().BeGreaterThan(8);
        result.ToString().Should().NotContain("\n");
    }

    [Fact]
    public void Path_that_explains_most_is_reported()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");
        byte[] worse = root.CrossSign(intermediate, s =>
        {
            s.Authority = null;
            s.KeyUsage = null;
            s.SubjectKeyIdentifier = false;
        });
        byte[] expired = root.CrossSign(intermediate, s => s.NotAfter = Judging.Now.AddDays(-1));

        VerifyResult result = Judging.Acs(root, intermediate.Acs(), [worse, expired]);

        result.Errors().Should().Equal(VerificationError.Expired);
    }
}
