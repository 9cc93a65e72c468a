// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Verification.Crls;

public sealed class CrlTests : IDisposable
{
    private static readonly byte[] Serial = [0x42, 0x43];

    private readonly string _folder = Directory.CreateTempSubdirectory("cwmp-tls-crl-").FullName;
    private readonly ForgedAuthority _root = ForgedAuthority.Root();
    private readonly byte[] _leaf;

    public CrlTests() => _leaf = _root.Cpe(change: s => s.Serial = Serial);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Listed_certificate_is_revoked_and_cannot_be_overridden()
    {
        VerifyResult result = Judge(Crl(c => c.Revoked.AddRange([[0x01], Serial, [0x7F, 0x01, 0x02]])));

        result.Errors().Should().Equal(VerificationError.Revoked);
        result.OpenSslCode.Should().Be(23);
        result.Findings[0].CanBeOverridden.Should().BeFalse();
    }

    [Fact]
    public void Certificate_that_is_not_listed_is_accepted() =>
        Judge(Crl(c => c.Revoked.AddRange([[0x01], [0x42], [0x42, 0x44], [0x42, 0x43, 0x00]]))).IsAccepted.Should().BeTrue();

    [Fact]
    public void List_of_another_issuer_does_not_count()
    {
        byte[] other = new ForgedCrl { Revoked = { Serial } }.Encode(ForgedAuthority.Root("Other Root"));

        Judge(other).IsAccepted.Should().BeTrue();
        Judge(other, RevocationPolicy.HardFail).Errors().Should().Equal(VerificationError.RevocationUnknown);
    }

    [Theory]
    [InlineData("signature", VerificationError.CrlInvalid)]
    [InlineData("no number", VerificationError.CrlInvalid)]
    [InlineData("critical number", VerificationError.CrlInvalid)]
    [InlineData("long number", VerificationError.CrlInvalid)]
    [InlineData("no nextUpdate", VerificationError.CrlInvalid)]
    [InlineData("expired", VerificationError.CrlExpired)]
    [InlineData("to come", VerificationError.CrlNotYetValid)]
    [InlineData("unknown critical", VerificationError.CrlInvalid)]
    [InlineData("unknown critical of entry", VerificationError.CrlInvalid)]
    [InlineData("delta", VerificationError.CrlInvalid)]
    [InlineData("partial", VerificationError.CrlInvalid)]
    public void List_that_may_not_be_used_fails_hard_and_passes_soft(string defect, VerificationError expected)
    {
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] crl = Crl(c =>
        {
            switch (defect)
            {
                case "signature":
                    c.SigningKey = stranger;
                    break;
                case "no number":
                    c.Number = null;
                    break;
                case "critical number":
                    c.NumberCritical = true;
                    break;
                case "long number":
                    c.Number = [0x01, .. new byte[20]];
                    break;
                case "no nextUpdate":
                    c.NextUpdate = null;
                    break;
                case "expired":
                    c.NextUpdate = Judging.Now.AddSeconds(-1);
                    break;
                case "to come":
                    c.ThisUpdate = Judging.Now.AddSeconds(1);
                    break;
                case "unknown critical":
                    c.Extra.Add(("1.2.3.4", true, [0x05, 0x00]));
                    break;
                case "unknown critical of entry":
                    c.Revoked.Add([0x01]);
                    c.EntryExtensions = Encoded.Sequence(CertificateSpec.Extension("2.5.29.29", true, [0x30, 0x00]));
                    break;
                case "delta":
                    c.Extra.Add(("2.5.29.27", true, [0x02, 0x01, 0x01]));
                    break;
                default:
                    c.Extra.Add(("2.5.29.28", true, Encoded.Sequence(Encoded.Primitive(1, [0xFF]))));
                    break;
            }
        });

        Judge(crl).Errors().Should().Equal(expected);
        Judge(crl, RevocationPolicy.HardFail).Errors().Should().Equal(expected);
        Judge(crl, RevocationPolicy.SoftFail).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void What_a_stale_list_says_is_still_believed()
    {
        byte[] crl = Crl(c =>
        {
            c.NextUpdate = Judging.Now.AddDays(-1);
            c.Revoked.Add(Serial);
        });

        Judge(crl, RevocationPolicy.SoftFail).Errors().Should().Equal(VerificationError.Revoked);
    }

    [Fact]
    public void List_that_is_not_signed_by_the_authority_revokes_nobody()
    {
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] crl = Crl(c =>
        {
            c.SigningKey = stranger;
            c.Revoked.Add(Serial);
        });

        Judge(crl, RevocationPolicy.SoftFail).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Authority_whose_key_usage_has_no_crl_sign_signs_no_lists()
    {
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.KeyUsage = X509KeyUsageFlags.KeyCertSign);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, root.Der);
        options.Crls = new CrlSource(CrlStore.FromDer(new ForgedCrl().Encode(root)));

        Judging.With(options, root.Cpe()).Errors().Should().Equal(VerificationError.CrlSignMissing);
    }

    [Fact]
    public void Good_list_beside_a_bad_one_is_enough()
    {
        byte[] expired = Crl(c => c.NextUpdate = Judging.Now.AddDays(-1));
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
        options.Crls = new CrlSource(CrlStore.FromDer(expired, Crl(_ => { })));

        Judging.With(options, _leaf).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Policies_differ_in_what_must_be_covered()
    {
        ForgedAuthority intermediate = _root.Authority("Intermediate", s => s.Serial = Serial);
        byte[] leaf = intermediate.Cpe();
        byte[] ofIntermediate = new ForgedCrl().Encode(intermediate);
        byte[] ofRoot = Crl(_ => { });
        byte[] revoking = Crl(c => c.Revoked.Add(Serial));

        Judge([ofIntermediate], RevocationPolicy.HardFailLeaf).Should().BeEmpty();
        Judge([ofIntermediate], RevocationPolicy.HardFail).Should().Equal(VerificationError.RevocationUnknown);
        Judge([ofRoot], RevocationPolicy.HardFailLeaf).Should().Equal(VerificationError.RevocationUnknown);
        Judge([ofRoot], RevocationPolicy.WhereProvided).Should().BeEmpty();
        Judge([ofRoot, ofIntermediate], RevocationPolicy.HardFail).Should().BeEmpty();
        Judge([revoking], RevocationPolicy.SoftFail).Should().Equal(VerificationError.Revoked);

        IEnumerable<VerificationError> Judge(byte[][] crls, RevocationPolicy policy)
        {
            PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
            options.Crls = new CrlSource(CrlStore.FromDer(crls.Select(crl => (ReadOnlyMemory<byte>)crl)));
            options.Revocation = policy;
            return Judging.With(options, leaf, [intermediate.Der]).Errors();
        }
    }

    [Fact]
    public void Revoked_intermediate_is_left_for_another_path()
    {
        ForgedAuthority other = ForgedAuthority.Root("Other Root");
        ForgedAuthority intermediate = _root.Authority("Intermediate", s => s.Serial = Serial);
        byte[] again = other.CrossSign(intermediate);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der, other.Der);
        options.Crls = new CrlSource(CrlStore.FromDer(Crl(c => c.Revoked.Add(Serial))));

        Judging.With(options, intermediate.Cpe(), [intermediate.Der]).Errors().Should().Equal(VerificationError.Revoked);
        Judging.With(options, intermediate.Cpe(), [intermediate.Der, again]).IsAccepted.Should().BeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_cut_of_a_list_is_refused(int revoked)
    {
        byte[] der = Crl(c => c.Revoked.AddRange(Enumerable.Range(1, revoked).Select(i => new[] { (byte)i })));

        for (int length = 0; length < der.Length; length++)
        {
            CrlParser.TryParse(der.AsMemory(0, length), 10, out _, out ParseError problem).Should().BeFalse();
            problem.Message.Should().NotBeEmpty();
        }

        CrlParser.TryParse(der, 10, out ParsedCrl? crl, out _).Should().BeTrue();
        crl!.Count.Should().Be(revoked);
    }

    [Fact]
    public void Entries_are_limited()
    {
        byte[] der = Crl(c => c.Revoked.AddRange(Enumerable.Range(1, 5).Select(i => new[] { (byte)i })));

        CrlParser.TryParse(der, 5, out _, out _).Should().BeTrue();
        CrlParser.TryParse(der, 4, out _, out ParseError problem).Should().BeFalse();
        problem.Message.Should().Contain("too many");
    }

    [Fact]
    public void Long_list_is_searched_quickly()
    {
        const int Entries = 100_000;
        byte[] der = Crl(c =>
            c.Revoked.AddRange(Enumerable.Range(0, Entries).Select(i => new byte[] { 0x10, (byte)(i >> 16), (byte)(i >> 8), (byte)i })));
        CrlParser.TryParse(der, Entries, out ParsedCrl? crl, out _).Should().BeTrue();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        for (int i = 0; i < Entries; i++)
        {
            crl!.Lists([0x10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]).Should().Be(true);
            i += 997;
        }

        crl!.Lists([0x11, 0, 0, 0]).Should().BeFalse();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Lists_are_read_from_pem_and_der_files_and_again_when_they_change()
    {
        string der = Path.Combine(_folder, "a.crl");
        string pem = Path.Combine(_folder, "b.pem");
        File.WriteAllBytes(der, Crl(_ => { }));
        File.WriteAllText(pem, PemEncoding.WriteString("X509 CRL", new ForgedCrl().Encode(ForgedAuthority.Root("Other"))));
        using CrlSource source = CrlSource.FromFiles(der, pem);
        CrlStore before = source.Current;
        int changed = 0;
        source.Changed += (_, _) => changed++;

        source.ReloadIfChanged().Should().BeFalse();
        File.WriteAllBytes(der, Crl(c => c.Revoked.Add(Serial)));
        source.ReloadIfChanged().Should().BeTrue();

        before.Count.Should().Be(2);
        changed.Should().Be(1);
        source.Current.Version.Should().BeGreaterThan(before.Version);
    }

    [Fact]
    public void Files_that_cannot_be_used_leave_the_lists_in_force()
    {
        string path = Path.Combine(_folder, "a.crl");
        File.WriteAllBytes(path, Crl(_ => { }));
        var time = new FakeTimeProvider();
        using CrlSource source = CrlSource.FromFiles(path);
        CrlStore before = source.Current;
        Exception? failure = null;
        source.ReloadFailed += (_, e) => failure = e.GetException();
        source.StartWatching(TimeSpan.FromMinutes(1), time);

        File.WriteAllText(path, "nonsense");
        Action reload = source.Reload;
        reload.Should().Throw<CryptographicException>();
        time.Advance(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromSeconds(1));

        failure.Should().BeOfType<CryptographicException>();
        source.Current.Should().BeSameAs(before);
        File.WriteAllBytes(path, Crl(c => c.Revoked.Add(Serial)));
        time.Advance(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromSeconds(1));
        source.Current.Should().NotBeSameAs(before);
    }

    [Fact]
    public void Lists_that_are_replaced_hold_for_the_next_verdict()
    {
        using var source = new CrlSource(CrlStore.FromDer(Crl(_ => { })));
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
        options.Crls = source;
        using var verifier = new PeerVerifier(options);
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_leaf);
        VerifyResult before = verifier.Verify(leaf);

        source.Update(CrlStore.FromDer(Crl(c => c.Revoked.Add(Serial))));

        before.IsAccepted.Should().BeTrue();
        verifier.IsCurrent(before).Should().BeFalse();
        verifier.TryGetCached(leaf, null, null, out _).Should().BeFalse();
        verifier.VerifyResumed(leaf).Errors().Should().Equal(VerificationError.Revoked);
    }

    [Fact]
    public void Verdict_lasts_no_longer_than_the_list_it_rests_on()
    {
        DateTimeOffset next = Judging.Now.AddMinutes(5);
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
        options.Crls = new CrlSource(CrlStore.FromDer(Crl(c => c.NextUpdate = next)));

        Judging.With(options, _leaf).ValidUntil.Should().Be(next);
    }

    private byte[] Crl(Action<ForgedCrl> change)
    {
        var crl = new ForgedCrl();
        change(crl);
        return crl.Encode(_root);
    }

    private VerifyResult Judge(byte[] crl, RevocationPolicy policy = RevocationPolicy.WhereProvided)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
        options.Crls = new CrlSource(CrlStore.FromDer(crl));
        options.Revocation = policy;
        return Judging.With(options, _leaf);
    }
}
