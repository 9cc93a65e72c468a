// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Verification.Time;

public sealed class VerificationClockTests
{
    private static readonly DateTimeOffset NotBefore = new(2026, 3, 1, 0, 0, 1, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ForgedAuthority _root = ForgedAuthority.Root();

    [Theory]
    [InlineData("2026-03-01T00:00:00.999Z", VerificationError.NotYetValid)]
    [InlineData("2026-03-01T00:00:01.000Z", VerificationError.None)]
    [InlineData("2026-04-01T00:00:00.999Z", VerificationError.None)]
    [InlineData("2026-04-01T00:00:01.000Z", VerificationError.Expired)]
    public void Validity_is_checked_in_whole_seconds_with_both_ends(string now, VerificationError expected) =>
        Judge(VerificationClock.Trusted(new FakeTimeProvider(DateTimeOffset.Parse(now, null)))).Errors()
            .Should().Equal(expected == VerificationError.None ? [] : [expected]);

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", VerificationError.None)]
    [InlineData("2026-04-01T00:00:00Z", VerificationError.None)]
    [InlineData("2026-04-01T00:00:01Z", VerificationError.Expired)]
    public void With_a_floor_only_what_ended_before_it_is_refused(string floor, VerificationError expected)
    {
        VerifyResult result = Judge(VerificationClock.WithFloor(DateTimeOffset.Parse(floor, null)));

        result.Errors().Should().Equal(expected == VerificationError.None ? [] : [expected]);
        result.TimeRelaxed.Should().BeTrue();
        result.ClockTrust.Should().Be(ClockTrust.Floor);
    }

    [Fact]
    public void Without_a_clock_validity_is_ignored_and_nothing_else()
    {
        VerificationClock clock = VerificationClock.Unknown(new FakeTimeProvider(DateTimeOffset.UnixEpoch));

        VerifyResult good = Judge(clock);
        VerifyResult wrongHost = Judge(clock, host: "other.example.com");
        VerifyResult wrongUsage = Judge(clock, s => s.Usages = [CertificateSpec.ClientAuth]);
        VerifyResult stranger = Judge(clock, root: ForgedAuthority.Root("Stranger"));

        good.IsAccepted.Should().BeTrue();
        good.TimeRelaxed.Should().BeTrue();
        good.ToString().Should().Contain("without a trusted clock");
        wrongHost.Errors().Should().Equal(VerificationError.HostNameMismatch);
        wrongUsage.Errors().Should().Equal(VerificationError.ExtendedKeyUsageMismatch);
        stranger.Errors().Should().Equal(VerificationError.IssuerNotFound);
    }

    [Fact]
    public void Intermediates_and_anchors_are_relaxed_like_the_peer()
    {
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.NotAfter = NotBefore);
        ForgedAuthority intermediate = root.Authority("Intermediate", s => s.NotAfter = NotBefore);
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, root.Der);
        options.Clock = VerificationClock.Unknown();

        Judging.With(options, intermediate.Acs(), [intermediate.Der], "acs.example.com").IsAccepted.Should().BeTrue();
        options.Clock = VerificationClock.WithFloor(NotAfter);
        Judging.With(options, intermediate.Acs(), [intermediate.Der], "acs.example.com").Errors()
            .Should().Equal(VerificationError.Expired, VerificationError.Expired);
    }

    [Fact]
    public void Session_judged_without_time_is_judged_again_when_time_is_trusted()
    {
        var time = new FakeTimeProvider(NotAfter.AddDays(1));
        VerificationClock clock = VerificationClock.Unknown(time);
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);
        options.Clock = clock;
        using var verifier = new PeerVerifier(options);
        int outdated = 0;
        verifier.VerdictsOutdated += (_, _) => outdated++;
        byte[] leaf = Leaf(null);
        VerifyResult before = verifier.Verify(leaf, null, "acs.example.com");

        clock.SetTrusted();
        VerifyResult after = verifier.Reverify(before);

        before.IsAccepted.Should().BeTrue();
        outdated.Should().Be(1);
        verifier.IsCurrent(before).Should().BeFalse();
        after.Errors().Should().Equal(VerificationError.Expired);
        after.TimeRelaxed.Should().BeFalse();
        verifier.Verify(leaf, null, "acs.example.com").FromCache.Should().BeFalse();
    }

    [Fact]
    public void Floor_only_rises_and_losing_the_time_keeps_it()
    {
        VerificationClock clock = VerificationClock.Unknown();

        clock.RaiseFloor(NotAfter);
        clock.RaiseFloor(NotBefore);

        clock.Trust.Should().Be(ClockTrust.Floor);
        clock.Floor.Should().Be(NotAfter);
        clock.SetTrusted();
        clock.Trust.Should().Be(ClockTrust.Trusted);
        clock.SetUntrusted();
        clock.Trust.Should().Be(ClockTrust.Floor);
        VerificationClock never = VerificationClock.Trusted();
        never.SetUntrusted();
        never.Trust.Should().Be(ClockTrust.None);
    }

    [Fact]
    public void Floor_that_rises_while_the_clock_is_right_leaves_verdicts_alone()
    {
        VerificationClock clock = VerificationClock.Trusted(new FakeTimeProvider(NotBefore.AddDays(1)));
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);
        options.Clock = clock;
        using var verifier = new PeerVerifier(options);
        byte[] leaf = Leaf(null);
        VerifyResult result = verifier.Verify(leaf, null, "acs.example.com");

        clock.RaiseFloor(NotBefore.AddDays(1));

        verifier.IsCurrent(result).Should().BeTrue();
        verifier.Verify(leaf, null, "acs.example.com").FromCache.Should().BeTrue();
        clock.SetUntrusted();
        clock.Floor.Should().Be(NotBefore.AddDays(1));
        verifier.IsCurrent(result).Should().BeFalse();
    }

    [Fact]
    public void Time_becomes_trusted_once()
    {
        VerificationClock clock = VerificationClock.Unknown();
        int raised = 0;
        clock.BecameTrusted += (_, _) => raised++;

        clock.SetTrusted();
        clock.SetTrusted();

        raised.Should().Be(1);
    }

    private VerifyResult Judge(
        VerificationClock clock, Action<CertificateSpec>? change = null, string host = "acs.example.com", ForgedAuthority? root = null)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, (root ?? _root).Der);
        options.Clock = clock;
        return Judging.With(options, Leaf(change), null, host);
    }

    private byte[] Leaf(Action<CertificateSpec>? change) => _root.Acs(change: s =>
    {
        (s.NotBefore, s.NotAfter) = (NotBefore, NotAfter);
        change?.Invoke(s);
    });
}
