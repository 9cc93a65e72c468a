// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.Tests.Verification;

public sealed class VerifyCallbackTests
{
    private readonly ForgedAuthority _root = ForgedAuthority.Root();
    private readonly ForgedAuthority _intermediate;

    public VerifyCallbackTests() => _intermediate = _root.Authority("Intermediate");

    [Fact]
    public void Callback_sees_every_certificate_from_the_anchor_down_and_every_finding()
    {
        var seen = new List<(int Depth, bool Preverified, VerificationError Error, string Subject)>();
        byte[] leaf = _intermediate.Acs("other.example.com", s => s.NotAfter = Judging.Now.AddDays(-1));

        VerifyResult result = Judge(leaf, context =>
        {
            seen.Add((context.Depth, context.Preverified, context.Error, context.Certificate.Subject));
            return context.Preverified;
        });

        seen.Should().Equal(
            (2, true, VerificationError.None, "CN=Forged Root"),
            (1, true, VerificationError.None, "CN=Intermediate"),
            (0, false, VerificationError.Expired, "CN=other.example.com"),
            (0, false, VerificationError.HostNameMismatch, "CN=other.example.com"));
        result.Errors().Should().Equal(VerificationError.Expired, VerificationError.HostNameMismatch);
    }

    [Fact]
    public void Override_is_recorded_and_logged_as_a_warning()
    {
        byte[] leaf = _intermediate.Acs(change: s => s.NotAfter = Judging.Now.AddDays(-1));
        var log = new FakeLogCollector();
        using var factory = LoggerFactory.Create(b => b.AddProvider(new FakeLoggerProvider(log)));

        VerifyResult result =
            Judge(leaf, context => context.Preverified || context.Error == VerificationError.Expired, o => o.LoggerFactory = factory);

        result.IsAccepted.Should().BeTrue();
        result.Findings.Should().ContainSingle().Which.IsOverridden.Should().BeTrue();
        result.OpenSslCode.Should().Be(0);
        result.ToString().Should().Contain("1 finding(s) overridden");
        log.GetSnapshot().Should().ContainSingle(r => r.Level == LogLevel.Warning && r.Id.Id == 2000)
            .Which.Message.Should().Contain("Expired").And.Contain("depth 0");
    }

    [Fact]
    public void Certificate_is_shown_again_after_its_findings_were_overridden()
    {
        var order = new List<VerificationError>();
        byte[] leaf = _intermediate.Acs(change: s => s.NotAfter = Judging.Now.AddDays(-1));

        Judge(leaf, context =>
        {
            if (context.Depth == 0)
            {
                order.Add(context.Error);
            }

            return true;
        });

        order.Should().Equal(VerificationError.Expired, VerificationError.None);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("malformed")]
    [InlineData("revoked")]
    [InlineData("extension")]
    public void Some_findings_cannot_be_overridden(string defect)
    {
        byte[] leaf = _intermediate.Acs(change: s =>
        {
            s.Serial = [0x42];
            s.SigningKey = defect == "signature" ? _root.Key : null;
            if (defect == "extension")
            {
                s.Extra.Add(("2.5.29.18", false, [0x30, 0x00]));
            }
        });
        leaf = defect == "malformed" ? leaf[..^1] : leaf;

        VerifyResult result = Judge(leaf, _ => true, o =>
        {
            if (defect == "revoked")
            {
                o.Crls = new CrlSource(CrlStore.FromDer(new ForgedCrl { Revoked = { new byte[] { 0x42 } } }.Encode(_intermediate)));
            }
        });

        result.IsAccepted.Should().BeFalse();
        result.Findings.Should().OnlyContain(finding => !finding.IsOverridden && !finding.CanBeOverridden);
    }

    [Fact]
    public void Untrusted_issuer_can_be_overridden_as_with_openssl()
    {
        ForgedAuthority stranger = ForgedAuthority.Root("Stranger");

        VerifyResult result = Judge(stranger.Acs(), _ => true);

        result.IsAccepted.Should().BeTrue();
        result.Anchor.Should().BeNull();
        result.Findings.Should().ContainSingle(finding => finding.Error == VerificationError.IssuerNotFound && finding.IsOverridden);
    }

    [Fact]
    public void Callback_may_refuse_a_good_chain()
    {
        VerifyResult result = Judge(_intermediate.Acs(), context => context.Depth != 1);

        result.Errors().Should().Equal(VerificationError.RejectedByCallback);
        result.Findings[0].Depth.Should().Be(1);
        result.OpenSslCode.Should().Be(50);
    }

    [Fact]
    public void Callback_is_asked_again_about_a_cached_verdict()
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);
        bool allow = true;
        options.VerifyCallback = _ => allow;
        using var verifier = new PeerVerifier(options);
        byte[] leaf = _intermediate.Acs();

        verifier.Verify(leaf, [_intermediate.Der], "acs.example.com").IsAccepted.Should().BeTrue();
        allow = false;
        VerifyResult again = verifier.Verify(leaf, [_intermediate.Der], "acs.example.com");

        again.FromCache.Should().BeTrue();
        again.IsAccepted.Should().BeFalse();
    }

    private VerifyResult Judge(byte[] leaf, VerifyCallback callback, Action<PeerVerifierOptions>? change = null)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);
        options.VerifyCallback = callback;
        change?.Invoke(options);
        return Judging.With(options, leaf, [_intermediate.Der], "acs.example.com");
    }
}
