// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.ScenarioTests.Verification;

/// <summary>
/// Trust, CRLs and time change under a verifier that many threads use: what was changed holds for every verdict asked for afterwards.
/// </summary>
public sealed class ConcurrencyTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task What_was_replaced_holds_for_every_later_verdict_while_threads_judge()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");
        ForgedAuthority other = ForgedAuthority.Root("Other");
        byte[] serial = [0x01, 0x23];
        byte[] leaf = intermediate.Cpe(change: s => s.Serial = serial);
        byte[] expired = intermediate.Cpe("012345-2", s => s.NotAfter = Judging.Now.AddDays(-1));
        var trusting = new TrustStore([new TrustAnchor(root.Der)]);
        var strange = new TrustStore([new TrustAnchor(other.Der)]);
        var revoking = new ForgedCrl();
        revoking.Revoked.Add(serial);
        CrlStore lists = CrlStore.FromDer(revoking.Encode(intermediate), new ForgedCrl().Encode(root));
        var trust = new TrustSource(trusting);
        using var crls = new CrlSource();
        VerificationClock clock = VerificationClock.Unknown(new FakeTimeProvider(Judging.Now));
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        (options.Trust, options.Crls, options.Clock) = (trust, crls, clock);
        using var verifier = new PeerVerifier(options);
        IReadOnlyList<ReadOnlyMemory<byte>> sent = [intermediate.Der];
        using var ending = new CancellationTokenSource(Duration);

        // These fill the caches with verdicts of every state there is, and race with every change.
        Task[] judging = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            VerifyResult? last = null;
            while (!ending.IsCancellationRequested)
            {
                VerifyResult result = verifier.Verify(leaf, sent);
                verifier.Verify(expired, sent);
                verifier.IsCurrent(last ?? result);
                last = result.IsAccepted ? verifier.Reverify(result) : result;
            }
        }))];
        int rounds = 0;
        while (!ending.IsCancellationRequested)
        {
            verifier.Verify(leaf, sent).IsAccepted.Should().BeTrue();
            verifier.Verify(expired, sent).IsAccepted.Should().BeTrue("there is no clock");
            crls.Update(lists);
            verifier.Verify(leaf, sent).IsAccepted.Should().BeFalse("it is revoked");
            crls.Update(CrlStore.Empty);
            clock.SetTrusted();
            verifier.Verify(expired, sent).IsAccepted.Should().BeFalse("there is a clock");
            trust.Update(strange);
            verifier.Verify(leaf, sent).IsAccepted.Should().BeFalse("its CA is not trusted");
            clock.SetUntrusted();
            // The same store again: its keys were let go, and are imported again.
            trust.Update(trusting);
            rounds++;
        }

        await Task.WhenAll(judging);
        rounds.Should().BePositive();
        trust.Update(TrustStore.Empty);
        trusting.Anchors[0].Certificate.Key.IdleCount.Should().Be(0);
        verifier.Issuers.Count.Should().Be(0);
    }
}
