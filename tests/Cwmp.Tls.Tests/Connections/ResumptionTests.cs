// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Tickets save time, never a verdict.</summary>
public sealed class ResumptionTests
{
    public static TheoryData<CwmpTlsMethod> Methods() => [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Resumed_session_knows_its_peer_again(CwmpTlsMethod method)
    {
        using TlsWorld world = Fleet(method, out _);
        await ExchangeAsync(world);

        await using TlsPair pair = await ResumeAsync(world);

        pair.Acs.IsResumed.Should().BeTrue();
        pair.Cpe.IsResumed.Should().BeTrue();
        pair.Acs.VerifyResult!.IsAccepted.Should().BeTrue();
        pair.Acs.PeerIdentity.Should().Be(DeviceIdentity.Parse(TlsWorld.Device));
        pair.Cpe.VerifyResult!.IsAccepted.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Device_revoked_since_is_refused_although_its_ticket_is_good(CwmpTlsMethod method)
    {
        using TlsWorld world = Fleet(method, out TestCertificate device);
        await ExchangeAsync(world);
        await using (TlsPair pair = await ResumeAsync(world))
        {
            pair.Acs.IsResumed.Should().BeTrue("otherwise this test proves nothing");
        }

        _crls!.Update(RevokingBy(world.Pki.Intermediate, device));
        (Exception? acs, _) = await world.FailAsync();

        TlsHandshakeException refusal = acs.Should().BeOfType<TlsHandshakeException>().Subject;
        refusal.Failure.Should().Be(TlsHandshakeFailure.PeerCertificateRefused);
        refusal.VerifyResult!.FirstError!.Error.Should().Be(VerificationError.Revoked);
    }

    [Fact]
    public async Task Server_that_lost_our_trust_since_is_refused_although_it_resumes()
    {
        using TlsWorld world = Fleet(CwmpTlsMethod.Tls13, out TestCertificate device);
        var trust = new TrustSource(TrustStore.FromCertificates([world.Pki.Root.Certificate]));
        world.Cpe = new CwmpTlsContextBuilder().UseTrust(trust).UseCredential(world.Credential(device)).Build();
        await ExchangeAsync(world);
        await using (TlsPair pair = await ResumeAsync(world))
        {
            pair.Cpe.IsResumed.Should().BeTrue("otherwise this test proves nothing");
        }

        trust.Update(TrustStore.FromCertificates([world.Pki.Ca("Another Root").Issue().Certificate]));
        (_, Exception? cpe) = await world.FailAsync();

        cpe.Should().BeOfType<TlsHandshakeException>().Which.Failure.Should().Be(TlsHandshakeFailure.PeerCertificateRefused);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Ticket_of_a_server_that_asked_for_no_certificate_does_not_spoil_one_that_does(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        TestCertificate certificate = world.Pki.Acs(TlsWorld.Host).Issue();
        world.Acs = world.AcsBuilder(certificate, method).SetVerify(CwmpTlsVerifyMode.NoClientCertificate).Build();
        await ExchangeAsync(world);
        await ExchangeAsync(world);

        world.Acs = world.AcsBuilder(certificate, method).Build();
        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.PeerIdentity.Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Resumption_can_be_turned_off(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).SetFlags(CwmpTlsFlags.NoResumption).Build();
        await ExchangeAsync(world);

        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.IsResumed.Should().BeFalse();
        pair.Cpe.IsResumed.Should().BeFalse();
    }

    private CrlSource? _crls;

    // The device's certificate comes from an intermediate, which a ticket does not hold.
    private TlsWorld Fleet(CwmpTlsMethod method, out TestCertificate device)
    {
        var world = new TlsWorld();
        _crls = new CrlSource();
        device = world.Pki.Cpe(TlsWorld.Device).IssuedBy(world.Pki.Intermediate).Issue();
        TestCertificate acs = world.Pki.Acs(TlsWorld.Host).IssuedBy(world.Pki.Intermediate).Issue();
        world.Acs = world.AcsBuilder(acs, method).UseCrls(_crls).Build();
        world.Cpe = world.CpeBuilder(device).Build();
        return world;
    }

    // In TLS 1.3 a ticket arrives with the first read; a client may need a second connection before it resumes.
    private static async Task<TlsPair> ResumeAsync(TlsWorld world)
    {
        for (int attempt = 0; ; attempt++)
        {
            TlsPair pair = await world.OpenAsync();
            if (pair.Cpe.IsResumed || attempt == 5)
            {
                return pair;
            }

            await ExchangeAsync(pair);
            await pair.DisposeAsync();
        }
    }

    private static async Task ExchangeAsync(TlsWorld world)
    {
        await using TlsPair pair = await world.OpenAsync();
        await ExchangeAsync(pair);
    }

    private static async Task ExchangeAsync(TlsPair pair)
    {
        await pair.Acs.WriteAsync(new byte[1]);
        await pair.Cpe.ReadAsync(new byte[1]);
        Task closing = pair.Cpe.ShutdownAsync();
        await pair.Acs.ShutdownAsync();
        await closing;
    }

    private static CrlStore RevokingBy(TestCertificate issuer, TestCertificate device)
    {
        var builder = new System.Security.Cryptography.X509Certificates.CertificateRevocationListBuilder();
        builder.AddEntry(device.Certificate);
        return CrlStore.FromDer(builder.Build(
            issuer.Certificate,
            1,
            DateTimeOffset.UtcNow.AddDays(7),
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            thisUpdate: DateTimeOffset.UtcNow.AddHours(-1)));
    }
}
