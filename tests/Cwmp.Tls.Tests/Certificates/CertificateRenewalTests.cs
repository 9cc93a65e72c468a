// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class CertificateRenewalTests
{
    private static readonly DeviceIdentity Device = new("012345", "STB", new string('9', 64));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 5, 17, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(RenewalKey.New)]
    [InlineData(RenewalKey.Same)]
    public void Renewed_certificate_says_the_same_and_overlaps_the_old(RenewalKey key)
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential old =
            root.IssueCpeCertificate(Device, new CpeCertificateOptions { Lifetime = TimeSpan.FromDays(100), Organization = "Maker" });
        _time.Advance(TimeSpan.FromDays(70));

        using CertificateCredential renewed = root.Renew(old, key);

        renewed.Certificate.SubjectName.RawData.Should().Equal(old.Certificate.SubjectName.RawData);
        renewed.Certificate.SerialNumber.Should().NotBe(old.Certificate.SerialNumber);
        DeviceIdentityExtractor.Default.Extract(renewed.Certificate).Identity.Should().Be(Device);
        Usages(renewed.Certificate).Should().Equal(Usages(old.Certificate));
        Utc(renewed.Certificate.NotBefore).Should().Be(_time.GetUtcNow() - CertificateAuthority.ClockTolerance);
        Utc(renewed.Certificate.NotAfter).Should().Be(_time.GetUtcNow().AddDays(100));
        Utc(old.Certificate.NotAfter).Should().BeAfter(_time.GetUtcNow());
        renewed.Certificate.PublicKey.EncodedKeyValue.RawData.SequenceEqual(old.Certificate.PublicKey.EncodedKeyValue.RawData)
            .Should().Be(key == RenewalKey.Same);
        root.HasIssued(renewed.Certificate).Should().BeTrue();
        root.IsRevoked(old.Certificate).Should().BeFalse();
    }

    [Fact]
    public void Renewal_keeps_the_kind_of_key()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential old =
            root.IssueAcsCertificate(new AcsCertificateOptions { DnsNames = ["acs.example"], KeyType = CertificateKeyType.Rsa2048 });

        using CertificateCredential renewed = root.Renew(old, lifetime: TimeSpan.FromDays(3));

        renewed.Certificate.GetRSAPublicKey()!.KeySize.Should().Be(2048);
        renewed.Certificate.MatchesHostname("acs.example").Should().BeTrue();
        Utc(renewed.Certificate.NotAfter).Should().Be(_time.GetUtcNow().AddDays(3));
    }

    [Fact]
    public void Device_renews_with_a_request_for_its_new_key()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential old = root.IssueCpeCertificate(Device);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        CertificateSigningRequest request = CertificateSigningRequest.CreateForCpe(new DeviceIdentity("FFFFFF", "evil"), key);

        using X509Certificate2 renewed = root.Renew(old.Certificate, request);
        using CertificateCredential credential = CertificateCredential.Create(renewed, key);

        DeviceIdentityExtractor.Default.Extract(renewed).Identity.Should().Be(Device);
    }

    [Fact]
    public void Revoked_certificate_is_not_renewed()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential old = root.IssueCpeCertificate(Device);
        root.Revoke(old.Certificate, X509RevocationReason.KeyCompromise);

        FluentActions.Invoking(() => root.Renew(old)).Should().Throw<InvalidOperationException>().WithMessage("*revoked*");
    }

    [Fact]
    public void Authority_certificate_is_not_renewed_as_a_leaf()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority intermediate = root.CreateIntermediate();

        FluentActions.Invoking(() => root.Renew(intermediate.Credential)).Should().Throw<ArgumentException>()
            .WithMessage("*RenewAuthority*");
    }

    [Fact]
    public void Root_renewed_with_its_key_vouches_for_what_it_issued_before()
    {
        using var root = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { Lifetime = TimeSpan.FromDays(1000) }, timeProvider: _time);
        using CertificateCredential cpe = root.IssueCpeCertificate(Device);
        root.Revoke(cpe.Certificate);
        root.IssueCrl();
        _time.Advance(TimeSpan.FromDays(900));

        using CertificateAuthority renewed = root.RenewAuthority(root, RenewalKey.Same);

        renewed.HasIssued(cpe.Certificate).Should().BeTrue();
        renewed.IsRevoked(cpe.Certificate).Should().BeTrue();
        renewed.CrlNumber.Should().Be(root.CrlNumber);
        Utc(renewed.Certificate.NotAfter).Should().Be(_time.GetUtcNow().AddDays(1000));
        Verifies(cpe.Certificate, renewed.Certificate, []).Should().BeTrue();
    }

    [Fact]
    public void Root_renewed_with_a_new_key_is_bridged_by_a_cross_certificate()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority renewed = root.RenewAuthority(root);
        using X509Certificate2 bridge = root.CrossSign(renewed);

        using CertificateCredential cpe = renewed.IssueCpeCertificate(Device);

        root.HasIssued(cpe.Certificate).Should().BeFalse();
        Verifies(cpe.Certificate, renewed.Certificate, []).Should().BeTrue();
        Verifies(cpe.Certificate, root.Certificate, []).Should().BeFalse();
        Verifies(cpe.Certificate, root.Certificate, [bridge]).Should().BeTrue();
    }

    [Fact]
    public void Intermediate_is_renewed_by_its_issuer_alone()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using var stranger = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority intermediate = root.CreateIntermediate();

        using CertificateAuthority renewed = root.RenewAuthority(intermediate);
        using CertificateCredential cpe = renewed.IssueCpeCertificate(Device);

        Verifies(cpe.Certificate, root.Certificate, cpe.Intermediates).Should().BeTrue();
        FluentActions.Invoking(() => stranger.RenewAuthority(intermediate)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => intermediate.RenewAuthority(intermediate)).Should().Throw<ArgumentException>();
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());

    private static IEnumerable<string?> Usages(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.OfType<Oid>().Select(oid => oid.Value);

    private bool Verifies(X509Certificate2 leaf, X509Certificate2 root, IEnumerable<X509Certificate2> intermediates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(leaf);
    }
}
