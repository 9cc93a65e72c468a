// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class CertificateRevocationTests
{
    private static readonly DeviceIdentity Device = new("012345", "1");
    private static readonly DateTimeOffset Now = new(2031, 5, 17, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void Numbers_follow_each_other_and_the_last_list_is_enough_to_go_on()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential first = root.IssueCpeCertificate(Device);
        using CertificateCredential second = root.IssueCpeCertificate(Device);
        root.IssueCrl();
        root.Revoke(first.Certificate, X509RevocationReason.CessationOfOperation, Now.AddYears(25));
        byte[] last = root.IssueCrl();

        using CertificateAuthority again = CertificateAuthority.FromCredential(root.Credential, timeProvider: _time);
        again.LoadCrl(last);
        again.Revoke(second.Certificate);
        byte[] next = again.IssueCrl();

        root.CrlNumber.Should().Be(new BigInteger(2));
        again.CrlNumber.Should().Be(new BigInteger(3));
        again.IsRevoked(first.Certificate).Should().BeTrue();
        List<RevokedCertificate> entries = RevocationListReader.Read(next).Entries;
        entries.Select(e =>
            e.Reason).Should().BeEquivalentTo([X509RevocationReason.CessationOfOperation, X509RevocationReason.Unspecified]);
        entries.Select(e => e.RevokedAt).Should().BeEquivalentTo([Now.AddYears(25), Now]);
    }

    [Fact]
    public void Pem_is_loaded_too()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority again = CertificateAuthority.FromCredential(root.Credential, timeProvider: _time);

        again.LoadCrl(Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", root.IssueCrl())));

        again.CrlNumber.Should().Be(BigInteger.One);
    }

    [Fact]
    public void List_of_another_authority_is_refused()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using var other = CertificateAuthority.CreateRoot(timeProvider: _time);

        FluentActions.Invoking(() => root.LoadCrl(other.IssueCrl())).Should().Throw<CertificateLoadException>()
            .WithMessage("*not signed by*");
        root.CrlNumber.Should().Be(BigInteger.Zero);
    }

    [Fact]
    public void Damaged_list_is_refused_wherever_it_is_damaged()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        root.Revoke([1, 2, 3], X509RevocationReason.Superseded);
        byte[] crl = root.IssueCrl();

        for (int i = 0; i < crl.Length; i++)
        {
            byte[] changed = [.. crl];
            changed[i] ^= 0x04;
            FluentActions.Invoking(() => root.LoadCrl(changed)).Should().Throw<CertificateLoadException>($"octet {i} was changed");
            FluentActions.Invoking(() => root.LoadCrl(crl.AsSpan(0, i))).Should().Throw<CertificateLoadException>();
        }
    }

    [Fact]
    public void Earliest_date_stands()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        root.Revoke([5], X509RevocationReason.Superseded, Now.AddDays(-2));

        root.Revoke([5], X509RevocationReason.KeyCompromise, Now);

        RevokedCertificate entry = RevocationListReader.Read(root.IssueCrl()).Entries.Single();
        (entry.RevokedAt, entry.Reason).Should().Be((Now.AddDays(-2), X509RevocationReason.KeyCompromise));
    }

    [Fact]
    public void Only_a_hold_is_lifted()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential held = root.IssueCpeCertificate(Device);
        using CertificateCredential lost = root.IssueCpeCertificate(Device);
        root.Revoke(held.Certificate, X509RevocationReason.CertificateHold);
        root.Revoke(lost.Certificate, X509RevocationReason.KeyCompromise);

        root.Reinstate(held.Certificate).Should().BeTrue();
        root.Reinstate(lost.Certificate).Should().BeFalse();

        root.IsRevoked(held.Certificate).Should().BeFalse();
        root.IsRevoked(lost.Certificate).Should().BeTrue();
    }

    [Fact]
    public void Leading_zeros_make_no_other_serial_number()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        root.Revoke([0, 0, 0x80, 1]);
        root.Revoke([0, 0x80, 1]);

        RevocationListReader.Read(root.IssueCrl()).Entries.Should().ContainSingle();
    }

    [Fact]
    public void What_cannot_stand_in_a_list_is_refused()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        FluentActions.Invoking(() => root.Revoke([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.Revoke([0])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.Revoke([0x80])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.Revoke(new byte[22])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.Revoke([1], X509RevocationReason.RemoveFromCrl)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.Revoke([1], (X509RevocationReason)7)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.IssueCrl(TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Audit_trail_names_what_was_done_and_no_key()
    {
        var logs = new FakeLogCollector();
        using var factory = new LoggerFactory([new FakeLoggerProvider(logs)]);
        using var root = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { Lifetime = TimeSpan.FromDays(30) }, factory, _time);
        using CertificateCredential cpe = root.IssueCpeCertificate(Device);
        root.Revoke(cpe.Certificate, X509RevocationReason.CertificateHold);
        root.Reinstate(cpe.Certificate);

        root.IssueCrl();

        logs.GetSnapshot().Select(record => record.Id.Id).Should().Equal(1000, 1002, 1001, 1003, 1004, 1005);
        logs.GetSnapshot().Should().OnlyContain(record => !record.Message.Contains("PRIVATE", StringComparison.Ordinal));
        logs.GetSnapshot()[2].Message.Should().Contain("CN=012345-1").And.Contain(cpe.Certificate.SerialNumber);
    }
}
