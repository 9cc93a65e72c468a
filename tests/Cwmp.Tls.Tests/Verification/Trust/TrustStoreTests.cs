// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Trust;

public sealed class TrustStoreTests
{
    [Fact]
    public void Store_is_made_of_pem_der_or_certificates()
    {
        ForgedAuthority a = ForgedAuthority.Root("A");
        ForgedAuthority b = ForgedAuthority.Root("B");
        string pem = "comment\n" + PemEncoding.WriteString("CERTIFICATE", a.Der) + "\n" + PemEncoding.WriteString("CERTIFICATE", b.Der);
        using X509Certificate2 first = X509CertificateLoader.LoadCertificate(a.Der);
        using X509Certificate2 second = X509CertificateLoader.LoadCertificate(b.Der);

        TrustStore fromPem = TrustStore.FromPem(pem);
        TrustStore fromCertificates = TrustStore.FromCertificates([second, first, first]);

        fromPem.Anchors.Should().HaveCount(2);
        fromCertificates.Anchors.Should().HaveCount(2);
        fromPem.Fingerprint.Should().Be(fromCertificates.Fingerprint);
        fromCertificates.Version.Should().BeGreaterThan(fromPem.Version);
    }

    [Fact]
    public void Scope_is_part_of_the_fingerprint()
    {
        ForgedAuthority root = ForgedAuthority.Root();

        var free = new TrustStore([new TrustAnchor(root.Der)]);
        var scoped = new TrustStore([new TrustAnchor(root.Der, new IssuerScope(["012345"]))]);

        scoped.Fingerprint.Should().NotBe(free.Fingerprint);
    }

    [Fact]
    public void Text_without_certificate_is_refused()
    {
        Action make = () => TrustStore.FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");

        make.Should().Throw<CryptographicException>().WithMessage("*no CERTIFICATE*");
    }

    [Theory]
    [InlineData("012345-STB-1", true)]
    [InlineData("012345-GW-1", false)]
    [InlineData("0A1B2C-STB-1", true)]
    [InlineData("99999A-STB-1", false)]
    [InlineData("012345-1", false)]
    public void Authority_vouches_for_devices_in_its_scope_alone(string commonName, bool accepted)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = new TrustStore([new TrustAnchor(root.Der, new IssuerScope(["012345", "0a1b2c"], ["STB"]))]);

        VerifyResult result = Judging.With(options, root.Cpe(commonName));

        result.IsAccepted.Should().Be(accepted);
        if (!accepted)
        {
            result.Errors().Should().Equal(VerificationError.IssuerScopeViolation);
            result.Identity.Should().BeNull();
        }
    }

    [Fact]
    public void Cross_certificate_does_not_lead_round_a_scope()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority maker = ForgedAuthority.Root("Maker", s => s.SubjectKeyIdentifier = false);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = new TrustStore([new TrustAnchor(root.Der), new TrustAnchor(maker.Der, new IssuerScope(["012345"]))]);
        byte[] cross = root.CrossSign(maker);

        Judging.With(options, maker.Cpe("012345-1"), [cross]).IsAccepted.Should().BeTrue();
        VerifyResult result = Judging.With(options, maker.Cpe("ABCDEF-1"), [cross]);

        result.Chain.Should().HaveCount(3, "its key identifier asks for the cross certificate");
        result.Errors().Should().Equal(VerificationError.IssuerScopeViolation);
    }

    [Fact]
    public void Scope_needs_an_oui()
    {
        Action none = () => _ = new IssuerScope([]);
        Action bad = () => _ = new IssuerScope(["12345G"]);

        none.Should().Throw<ArgumentException>();
        bad.Should().Throw<ArgumentException>();
        new IssuerScope(["012345"]).Allows(new DeviceIdentity("012345", "any", "1")).Should().BeTrue();
    }

    [Fact]
    public void Trust_that_is_replaced_holds_for_the_next_verdict_and_lets_its_keys_go()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");
        var anchor = new TrustAnchor(root.Der);
        var source = new TrustSource(new TrustStore([anchor]));
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = source;
        using var verifier = new PeerVerifier(options);
        byte[] leaf = intermediate.Cpe();
        VerifyResult before = verifier.Verify(leaf, [intermediate.Der]);
        ParsedCertificate kept = verifier.Issuers.Find(intermediate.Der)!;
        anchor.Certificate.Key.IdleCount.Should().Be(1);
        kept.Key.IdleCount.Should().Be(1);

        source.Update(TrustStore.Empty);

        before.IsAccepted.Should().BeTrue();
        anchor.Certificate.Key.IdleCount.Should().Be(0);
        kept.Key.IdleCount.Should().Be(0);
        verifier.Issuers.Count.Should().Be(0);
        verifier.IsCurrent(before).Should().BeFalse();
        verifier.Reverify(before).Errors().Should().Equal(VerificationError.IssuerNotFound);
        source.Update(new TrustStore([new TrustAnchor(root.Der)]));
        verifier.Reverify(before).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Store_that_comes_into_force_again_keeps_its_keys_again()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        var anchor = new TrustAnchor(root.Der);
        var store = new TrustStore([anchor]);
        var source = new TrustSource(store);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = source;
        using var verifier = new PeerVerifier(options);
        source.Update(TrustStore.Empty);

        source.Update(store);
        verifier.Verify(root.Cpe()).IsAccepted.Should().BeTrue();

        anchor.Certificate.Key.IdleCount.Should().Be(1);
    }

    [Fact]
    public void Bundle_that_is_cut_off_is_refused()
    {
        string pem = PemEncoding.WriteString("CERTIFICATE", ForgedAuthority.Root().Der) + "\n"
            + PemEncoding.WriteString("CERTIFICATE", ForgedAuthority.Root("Second").Der);

        FluentActions.Invoking(() => TrustStore.FromPem(pem.AsSpan(0, pem.Length - 30))).Should().Throw<CryptographicException>();
        TrustStore.FromPem(pem).Anchors.Should().HaveCount(2);
    }

    [Fact]
    public void Keys_of_refused_intermediates_do_not_stay()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority stranger = ForgedAuthority.Root("Stranger");
        ForgedAuthority below = stranger.Authority("Below");
        using var verifier = new PeerVerifier(Judging.Options(PeerRole.CpeDevice, root.Der));

        verifier.Verify(below.Cpe(), [below.Der, stranger.Der]).IsAccepted.Should().BeFalse();

        verifier.Issuers.Count.Should().Be(0);
    }

    [Fact]
    public async Task Many_threads_judge_while_trust_is_replaced()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");
        var source = new TrustSource(new TrustStore([new TrustAnchor(root.Der)]));
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = source;
        options.VerdictCacheCapacity = 4;
        using var verifier = new PeerVerifier(options);
        byte[][] leaves = [.. Enumerable.Range(0, 16).Select(i => intermediate.Cpe($"012345-STB-{i}"))];
        bool running = true;

        Task replacing = Task.Run(() =>
        {
            for (int i = 0; Volatile.Read(ref running); i++)
            {
                source.Update(new TrustStore([new TrustAnchor(root.Der)]));
                Thread.Yield();
            }
        });
        Task<int>[] judging = [.. Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            int accepted = 0;
            for (int i = 0; i < 200; i++)
            {
                accepted += verifier.Verify(leaves[(i + t) % leaves.Length], [intermediate.Der]).IsAccepted ? 1 : 0;
            }

            return accepted;
        }))];
        int[] counts = await Task.WhenAll(judging);
        Volatile.Write(ref running, false);
        await replacing;

        counts.Should().OnlyContain(count => count == 200);
    }
}
