// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Each side refuses the other for each reason, says why, and the other side is told as much as TLS lets it know.</summary>
public sealed class SessionRefusalTests
{
    public static TheoryData<CwmpTlsMethod> Methods() => [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Expired_device_certificate_is_refused_and_the_device_learns_of_it(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().Valid(TimeSpan.FromDays(-400), TimeSpan.FromHours(-1)).Issue())
            .SetTimeProvider(TwoHoursAgo(world)).Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        TlsHandshakeException refusal = Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local);
        refusal.Stage.Should().Be(TlsHandshakeStage.PeerVerification);
        refusal.VerifyResult!.FirstError!.Error.Should().Be(VerificationError.Expired);
        Told(cpe, "refuses our certificate", "certificate_expired");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Expired_server_certificate_is_refused(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(world.Pki.Acs(TlsWorld.Host).Valid(TimeSpan.FromDays(-400), TimeSpan.FromHours(-1)).Issue(), method)
            .SetTimeProvider(TwoHoursAgo(world)).Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        Refusal(cpe, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local).VerifyResult!.FirstError!.Error
            .Should().Be(VerificationError.Expired);
        Told(acs, "refuses our certificate", "certificate_expired");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Device_of_another_CA_is_refused(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        TestCertificate other = world.Pki.Ca("Other Root").Issue();
        world.Acs = world.AcsBuilder(method: method).Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().IssuedBy(other).Issue()).Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local).VerifyResult!.FirstError!.Error
            .Should().Be(VerificationError.IssuerNotFound);
        Told(cpe, "refuses our certificate", "unknown_ca");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Server_for_another_host_is_refused_by_name(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();

        (_, Exception? cpe) = await world.FailAsync(host: "other.example");

        TlsHandshakeException refusal = Refusal(cpe, TlsHandshakeFailure.HostNameMismatch, TlsSide.Local);
        refusal.Cause.Should().Contain("other.example").And.Contain(TlsWorld.Host);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Device_without_certificate_is_refused_and_told(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();
        world.Cpe = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseNoCertificate().Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        TlsHandshakeException refusal = Refusal(acs, TlsHandshakeFailure.PeerCertificateMissing, TlsSide.Local);
        refusal.VerifyResult.Should().BeNull();
        Told(
            cpe,
            "requires a certificate, of which we showed none",
            method == CwmpTlsMethod.Tls12 ? "handshake_failure" : "certificate_required");
    }

    [Fact]
    public async Task Device_with_a_server_certificate_is_refused_for_its_usage()
    {
        using var world = new TlsWorld();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().WrongEku().Issue()).Build();

        (Exception? acs, _) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local)
            .VerifyResult!.FirstError!.Error.Should().Be(VerificationError.ExtendedKeyUsageMismatch);
    }

    [Fact]
    public async Task Self_signed_device_is_refused()
    {
        using var world = new TlsWorld();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();

        (Exception? acs, _) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local)
            .VerifyResult!.FirstError!.Error.Should().Be(VerificationError.SelfSignedLeaf);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Optional_certificate_may_be_missing(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).SetVerify(CwmpTlsVerifyMode.RequestCertificate).Build();
        world.Cpe = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseNoCertificate().Build();

        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.PeerCertificate.Should().BeNull();
        pair.Acs.VerifyResult.Should().BeNull();
        pair.Acs.PeerIdentity.Should().BeNull();
        pair.Acs.Peer!.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public async Task Optional_certificate_that_is_given_must_verify()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetVerify(CwmpTlsVerifyMode.RequestCertificate).Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();

        (Exception? acs, _) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local);
    }

    [Fact]
    public async Task Server_that_asks_for_no_certificate_sees_none()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetVerify(CwmpTlsVerifyMode.NoClientCertificate).Build();

        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.PeerCertificate.Should().BeNull();
        pair.Cpe.VerifyResult!.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public async Task Verify_callback_sees_findings_and_may_override_them()
    {
        using var world = new TlsWorld();
        var seen = new List<(int Depth, VerificationError Error)>();
        world.Acs = world.AcsBuilder()
            .SetVerify(CwmpTlsVerifyMode.RequireCertificate, context =>
            {
                seen.Add((context.Depth, context.Error));
                return true;
            })
            .Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().Valid(TimeSpan.FromDays(-400), TimeSpan.FromHours(-1)).Issue())
            .SetTimeProvider(TwoHoursAgo(world)).Build();

        await using TlsPair pair = await world.OpenAsync();

        seen.Should().Contain((0, VerificationError.Expired));
        pair.Acs.VerifyResult!.Findings.Should().ContainSingle(finding =>
            finding.IsOverridden && finding.Error == VerificationError.Expired);
    }

    [Fact]
    public async Task Verify_callback_that_throws_refuses_the_peer()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetVerify(default, _ => throw new InvalidDataException("of the callback")).Build();

        (Exception? acs, _) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.Unspecified, TlsSide.Local).InnerException.Should().BeOfType<InvalidDataException>();
    }

    [Fact]
    public async Task Revoked_device_is_refused_and_a_new_list_takes_effect_at_once()
    {
        using var world = new TlsWorld();
        TestCertificate device = world.Pki.Cpe(TlsWorld.Device).Issue();
        using var crls = new CrlSource();
        world.Acs = world.AcsBuilder().UseCrls(crls).Build();
        world.Cpe = world.CpeBuilder(device).Build();
        await using (TlsPair before = await world.OpenAsync())
        {
            before.Acs.VerifyResult!.IsAccepted.Should().BeTrue();
        }

        crls.Update(Revoking(world, device));
        (Exception? acs, _) = await world.FailAsync();

        Refusal(acs, TlsHandshakeFailure.PeerCertificateRefused, TlsSide.Local).VerifyResult!.FirstError!.Error
            .Should().Be(VerificationError.Revoked);
    }

    internal static CrlStore Revoking(TlsWorld world, TestCertificate device)
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(device.Certificate);
        return CrlStore.FromDer(builder.Build(
            world.Pki.Root.Certificate,
            1,
            DateTimeOffset.UtcNow.AddDays(7),
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            thisUpdate: DateTimeOffset.UtcNow.AddHours(-1)));
    }

    // A device whose clock is behind shows an expired certificate in good faith; a context with the right time would refuse to be built.
    private static Microsoft.Extensions.Time.Testing.FakeTimeProvider TwoHoursAgo(TlsWorld world) =>
        new(world.Pki.Time.GetUtcNow().AddHours(-2));

    // An engine that judges inside the handshake tells the refused peer by an alert. With another one that peer sees a cut and is told what
    // it may mean.
    private static void Told(Exception? exception, string possibility, string alert)
    {
        if (EngineUnderTest.SendsAlerts)
        {
            TlsHandshakeException told = exception.Should().BeOfType<TlsHandshakeException>().Subject;
            told.Side.Should().Be(TlsSide.Peer);
            told.Alert!.Value.Name.Should().Be(alert, told.ToString());
            return;
        }

        TlsConnectionException cut = exception.Should().BeOfType<TlsConnectionException>().Subject;
        cut.IsBeforeFirstData.Should().BeTrue(cut.ToString());
        cut.Message.Should().Contain(possibility);
    }

    private static TlsHandshakeException Refusal(Exception? exception, TlsHandshakeFailure failure, TlsSide side)
    {
        TlsHandshakeException found = exception.Should().BeOfType<TlsHandshakeException>().Subject;
        found.Failure.Should().Be(failure, found.ToString());
        found.Side.Should().Be(side);
        found.Cause.Should().NotBeEmpty();
        found.NextStep.Should().EndWith(".");
        return found;
    }
}
