// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Verification.Cache;

public sealed class VerdictCacheTests
{
    private const string Host = "acs.example.com";

    private readonly ForgedAuthority _root = ForgedAuthority.Root();
    private readonly ForgedAuthority _intermediate;
    private readonly FakeTimeProvider _time = new(Judging.Now);

    public VerdictCacheTests() => _intermediate = _root.Authority("Intermediate");

    [Fact]
    public void Second_verdict_on_the_same_peer_comes_from_the_cache()
    {
        using PeerVerifier verifier = Verifier();
        byte[] leaf = _intermediate.Acs();

        VerifyResult first = verifier.Verify(leaf, [_intermediate.Der], Host);
        VerifyResult second = verifier.Verify(leaf.ToArray(), [_intermediate.Der.ToArray()], Host);

        first.FromCache.Should().BeFalse();
        second.FromCache.Should().BeTrue();
        second.IsAccepted.Should().BeTrue();
        second.Chain.Should().HaveCount(3);
        second.ValidUntil.Should().Be(first.ValidUntil);
    }

    [Fact]
    public void Everything_a_verdict_depends_on_is_part_of_the_key()
    {
        using PeerVerifier verifier = Verifier();
        byte[] leaf = _intermediate.Acs(change: s => s.Dns("b.example.com"));
        verifier.Verify(leaf, [_intermediate.Der], Host);

        verifier.Verify(leaf, [_intermediate.Der], "b.example.com").FromCache.Should().BeFalse();
        verifier.Verify(leaf, [_intermediate.Der, _root.Der], Host).FromCache.Should().BeFalse();
        verifier.Verify(_intermediate.Acs(), [_intermediate.Der], Host).FromCache.Should().BeFalse();
        verifier.Verify(leaf, [_intermediate.Der], "c.example.com").IsAccepted.Should().BeFalse();
        verifier.Verify(leaf, [], Host).IsAccepted.Should().BeFalse();
        verifier.Verify(leaf, [_intermediate.Der], Host).FromCache.Should().BeTrue();
    }

    [Fact]
    public void Refusals_are_not_kept()
    {
        using PeerVerifier verifier = Verifier();
        byte[] leaf = _intermediate.Acs("other.example.com");

        verifier.Verify(leaf, [_intermediate.Der], Host).IsAccepted.Should().BeFalse();

        verifier.CachedVerdicts.Should().Be(0);
        verifier.Verify(leaf, [_intermediate.Der], Host).FromCache.Should().BeFalse();
    }

    [Fact]
    public void Verdict_ends_with_the_certificate()
    {
        using PeerVerifier verifier = Verifier();
        byte[] leaf = _intermediate.Acs(change: s => s.NotAfter = Judging.Now.AddMinutes(10));

        VerifyResult result = verifier.Verify(leaf, [_intermediate.Der], Host);
        _time.Advance(TimeSpan.FromMinutes(10));
        VerifyResult atTheEnd = verifier.Verify(leaf, [_intermediate.Der], Host);
        _time.Advance(TimeSpan.FromSeconds(1));
        VerifyResult after = verifier.Verify(leaf, [_intermediate.Der], Host);

        result.ValidUntil.Should().Be(Judging.Now.AddMinutes(10));
        atTheEnd.FromCache.Should().BeTrue();
        after.Errors().Should().Equal(VerificationError.Expired);
    }

    [Fact]
    public void Verdict_does_not_hold_for_a_time_before_the_certificate()
    {
        var time = new MovableTime { Now = Judging.Now };
        using PeerVerifier verifier = Verifier(o => o.Clock = VerificationClock.Trusted(time));
        byte[] leaf = _intermediate.Acs(change: s => s.NotBefore = Judging.Now.AddMinutes(-10));
        verifier.Verify(leaf, [_intermediate.Der], Host).IsAccepted.Should().BeTrue();

        time.Now = Judging.Now.AddMinutes(-11);

        verifier.Verify(leaf, [_intermediate.Der], Host).Errors().Should().Equal(VerificationError.NotYetValid);
    }

    [Fact]
    public void Verdict_ends_with_the_ceiling_whatever_the_clock_does()
    {
        VerificationClock clock = VerificationClock.Unknown(_time);
        using PeerVerifier verifier = Verifier(o =>
        {
            o.Clock = clock;
            o.VerdictCacheCeiling = TimeSpan.FromMinutes(5);
        });
        byte[] leaf = _intermediate.Acs();

        verifier.Verify(leaf, [_intermediate.Der], Host);
        _time.Advance(TimeSpan.FromMinutes(4));
        verifier.Verify(leaf, [_intermediate.Der], Host).FromCache.Should().BeTrue();
        _time.Advance(TimeSpan.FromMinutes(2));
        verifier.Verify(leaf, [_intermediate.Der], Host).FromCache.Should().BeFalse();
    }

    [Fact]
    public void Cache_is_bounded_and_keeps_what_is_used()
    {
        using PeerVerifier verifier = Verifier(o => o.VerdictCacheCapacity = 8);
        byte[] favourite = _intermediate.Acs();
        verifier.Verify(favourite, [_intermediate.Der], Host);

        for (int i = 0; i < 40; i++)
        {
            verifier.Verify(_intermediate.Acs(), [_intermediate.Der], Host);
            verifier.Verify(favourite, [_intermediate.Der], Host).FromCache.Should().BeTrue();
        }

        verifier.CachedVerdicts.Should().BeLessThanOrEqualTo(9);
    }

    [Fact]
    public void Cache_can_be_turned_off()
    {
        using PeerVerifier verifier = Verifier(o => o.VerdictCacheCapacity = 0);
        byte[] leaf = _intermediate.Acs();

        verifier.Verify(leaf, [_intermediate.Der], Host);

        verifier.Verify(leaf, [_intermediate.Der], Host).FromCache.Should().BeFalse();
    }

    [Fact]
    public void Buffers_that_the_caller_uses_again_change_no_verdict()
    {
        using PeerVerifier verifier = Verifier();
        byte[] good = _intermediate.Acs();
        byte[] forged = (byte[])good.Clone();
        forged[^1] ^= 1;
        byte[] buffer = (byte[])good.Clone();

        verifier.Verify(buffer, [_intermediate.Der], Host).IsAccepted.Should().BeTrue();
        forged.CopyTo(buffer, 0);

        verifier.Verify(buffer, [_intermediate.Der], Host).IsAccepted.Should().BeFalse();
        verifier.Verify(good, [_intermediate.Der], Host).FromCache.Should().BeTrue();
    }

    [Fact]
    public void Resumed_session_is_judged_with_the_intermediates_of_its_first_handshake()
    {
        using PeerVerifier verifier = Verifier();
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_intermediate.Acs());
        using X509Certificate2 intermediate = X509CertificateLoader.LoadCertificate(_intermediate.Der);
        verifier.Verify(leaf, [intermediate], Host).IsAccepted.Should().BeTrue();

        VerifyResult resumed = verifier.VerifyResumed(leaf, null, Host);

        resumed.IsAccepted.Should().BeTrue();
        resumed.FromCache.Should().BeTrue();
        verifier.TryGetCached(leaf, null, Host, out VerifyResult? cached).Should().BeTrue();
        cached!.IsAccepted.Should().BeTrue();
        verifier.Verify(leaf, null, Host).Errors().Should().Equal(VerificationError.IssuerNotFound);
    }

    [Fact]
    public void Resumed_session_of_a_peer_that_expired_is_refused()
    {
        using PeerVerifier verifier = Verifier();
        using X509Certificate2 leaf =
            X509CertificateLoader.LoadCertificate(_intermediate.Acs(change: s => s.NotAfter = Judging.Now.AddMinutes(1)));
        using X509Certificate2 intermediate = X509CertificateLoader.LoadCertificate(_intermediate.Der);
        verifier.Verify(leaf, [intermediate], Host).IsAccepted.Should().BeTrue();

        _time.Advance(TimeSpan.FromMinutes(2));

        verifier.VerifyResumed(leaf, null, Host).Errors().Should().Equal(VerificationError.Expired);
    }

    [Fact]
    public void Resumed_session_of_a_peer_that_was_never_accepted_is_judged_like_any_other()
    {
        using PeerVerifier verifier = Verifier();
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_intermediate.Acs());

        verifier.VerifyResumed(leaf, null, Host).IsAccepted.Should().BeFalse();
        verifier.TryGetCached(leaf, null, Host, out _).Should().BeFalse();
    }

    private PeerVerifier Verifier(Action<PeerVerifierOptions>? change = null)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);
        options.Clock = VerificationClock.Trusted(_time);
        change?.Invoke(options);
        return new PeerVerifier(options);
    }

    // A clock that can be set back, which the fake of the platform cannot.
    private sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
