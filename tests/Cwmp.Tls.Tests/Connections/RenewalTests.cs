// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Certificates, trust and CRLs change while sessions run.</summary>
public sealed class RenewalTests
{
    [Fact]
    public async Task New_certificate_is_shown_from_the_next_handshake_on()
    {
        using var world = new TlsWorld();
        var source = new CertificateCredentialSource(world.Credential(world.Pki.Acs(TlsWorld.Host).Issue()));
        world.Acs = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseCredential(source).Build();
        await using TlsPair before = await world.OpenAsync();

        TestCertificate renewed = world.Pki.Acs(TlsWorld.Host).Issue();
        CertificateCredential former = source.Update(world.Credential(renewed));
        await using TlsPair after = await world.OpenAsync();

        after.Cpe.PeerCertificate!.Thumbprint.Should().Be(renewed.Certificate.Thumbprint);
        former.Certificate.Thumbprint.Should().Be(before.Cpe.PeerCertificate!.Thumbprint);
        await before.Acs.WriteAsync("still here"u8.ToArray());
        (await before.Cpe.ReadAsync(new byte[10])).Should().Be(10);
    }

    [Fact]
    public async Task New_trust_counts_from_the_next_handshake_on()
    {
        using var world = new TlsWorld();
        TestCertificate other = world.Pki.Ca("Other Root").Issue();
        var trust = new TrustSource(TrustStore.FromCertificates([world.Pki.Root.Certificate]));
        world.Acs = new CwmpTlsContextBuilder().UseTrust(trust).UseCredential(world.Credential(world.Pki.Acs(TlsWorld.Host).Issue()))
            .Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().IssuedBy(other).Issue()).Build();
        (Exception? before, _) = await world.FailAsync();

        trust.Update(TrustStore.FromCertificates([other.Certificate]));
        await using TlsPair after = await world.OpenAsync();

        before.Should().BeOfType<TlsHandshakeException>();
        after.Acs.VerifyResult!.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public async Task Renewal_under_load_fails_no_handshake()
    {
        using var world = new TlsWorld();
        CertificateCredential[] credentials =
            [.. Enumerable.Range(0, 4).Select(_ => world.Credential(world.Pki.Acs(TlsWorld.Host).Issue()))];
        var source = new CertificateCredentialSource(credentials[0]);
        var trust = new TrustSource(TrustStore.FromCertificates([world.Pki.Root.Certificate]));
        world.Acs = new CwmpTlsContextBuilder().UseTrust(trust).UseCredential(source).Build();
        _ = world.Cpe;
        using var stop = new CancellationTokenSource();
        Task renewing = Task.Run(async () =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
            {
                source.Update(credentials[i % credentials.Length]);
                trust.Update(TrustStore.FromCertificates([world.Pki.Root.Certificate]));
                await Task.Delay(2);
            }
        });

        await Parallel.ForAsync(0, 160, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (_, _) =>
        {
            await using TlsPair pair = await world.OpenAsync();
            await pair.Acs.WriteAsync(new byte[1]);
            (await pair.Cpe.ReadAsync(new byte[1])).Should().Be(1);
        });

        await stop.CancelAsync();
        await renewing;
    }

    [Fact]
    public async Task Certificate_that_cannot_be_used_leaves_the_last_good_one_in_place()
    {
        using var world = new TlsWorld();
        var logs = new Microsoft.Extensions.Logging.Testing.FakeLogCollector();
        CertificateCredential good = world.Credential(world.Pki.Acs(TlsWorld.Host).Issue());
        var source = new CertificateCredentialSource(good);
        world.Acs = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseCredential(source)
            .SetLoggerFactory(new Microsoft.Extensions.Logging.LoggerFactory(
                [new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider(logs)])).Build();
        CertificateCredential disposed = world.Pki.Acs(TlsWorld.Host).Issue().ToCredential();
        disposed.Dispose();

        source.Update(disposed);
        await using TlsPair first = await world.OpenAsync();
        await using TlsPair second = await world.OpenAsync();

        second.Cpe.PeerCertificate!.Thumbprint.Should().Be(good.Certificate.Thumbprint);
        logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 3003 && log.Level == Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public void Source_needs_a_certificate()
    {
        Action making = () => _ = new CertificateCredentialSource(null!);
        making.Should().Throw<ArgumentNullException>();

        using var pki = new TestPki();
        using CertificateCredential credential = pki.Acs().Issue().ToCredential();
        var source = new CertificateCredentialSource(credential);
        source.Invoking(s => s.Update(null!)).Should().Throw<ArgumentNullException>();
        source.Current.Should().BeSameAs(credential);
    }
}
