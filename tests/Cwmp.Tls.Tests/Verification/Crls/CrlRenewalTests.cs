// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Crls;

/// <summary>CRLs over the years: files that are replaced, half written or put back, and CAs that change their key.</summary>
public sealed class CrlRenewalTests : IDisposable
{
    private static readonly byte[] Serial = [0x01, 0x23];

    private readonly TemporaryFolder _folder = new();
    private readonly ForgedAuthority _root = ForgedAuthority.Root();

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Older_list_that_is_put_back_is_not_taken()
    {
        string path = Path.Combine(_folder.Path, "a.crl");
        File.WriteAllBytes(path, Crl(9, Serial));
        using CrlSource source = CrlSource.FromFiles(path);
        CrlStore before = source.Current;

        File.WriteAllBytes(path, Crl(8));
        Action reload = source.Reload;

        reload.Should().Throw<CryptographicException>().WithMessage("*Forged Root*");
        source.Current.Should().BeSameAs(before);
        File.WriteAllBytes(path, Crl(9));
        reload.Should().NotThrow("the same number is no step back");
        File.WriteAllBytes(path, Crl(0x7F, Serial));
        reload.Should().NotThrow();
        source.Update(CrlStore.FromDer(Crl(1)));
        source.Current.Count.Should().Be(1, "whoever runs the program may go back");
    }

    [Fact]
    public void Number_of_another_authority_or_key_is_not_compared()
    {
        string path = Path.Combine(_folder.Path, "a.pem");
        ForgedAuthority rolled = ForgedAuthority.Root();
        File.WriteAllText(path, Pem(Crl(9)));
        using CrlSource source = CrlSource.FromFiles(path);

        File.WriteAllText(path, Pem(new ForgedCrl { Number = [1] }.Encode(rolled)) +
            Pem(new ForgedCrl { Number = [1] }.Encode(ForgedAuthority.Root("Other"))));

        source.ReloadIfChanged().Should().BeTrue();
        source.Current.Count.Should().Be(2);
    }

    [Fact]
    public void Bundle_that_is_half_written_is_not_taken()
    {
        string path = Path.Combine(_folder.Path, "bundle.pem");
        string whole = Pem(Crl(1)) + Pem(new ForgedCrl().Encode(ForgedAuthority.Root("Other")));
        File.WriteAllText(path, whole);
        using CrlSource source = CrlSource.FromFiles(path);
        CrlStore before = source.Current;
        Action reload = source.Reload;

        // Cut within the second list: the first alone would be taken, and the other CA's devices would go unchecked.
        for (int length = Pem(Crl(1)).Length + 30; length < whole.Length - 2; length += 37)
        {
            File.WriteAllText(path, whole[..length]);
            reload.Should().Throw<CryptographicException>();
        }

        source.Current.Should().BeSameAs(before);
    }

    [Fact]
    public void File_that_is_replaced_as_a_whole_is_read_again()
    {
        string path = Path.Combine(_folder.Path, "a.crl");
        File.WriteAllBytes(path, Crl(1));
        using CrlSource source = CrlSource.FromFiles(path);
        string next = Path.Combine(_folder.Path, "a.crl.new");
        File.WriteAllBytes(next, Crl(2, Serial));

        File.Move(next, path, overwrite: true);

        source.ReloadIfChanged().Should().BeTrue();
        source.ReloadIfChanged().Should().BeFalse();
        Judge(source).Errors().Should().Equal(VerificationError.Revoked);
    }

    [Fact]
    public void Authority_that_changed_its_key_needs_a_list_for_each()
    {
        ForgedAuthority before = ForgedAuthority.Root("Device CA");
        ForgedAuthority after = ForgedAuthority.Root("Device CA");
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, before.Der, after.Der);
        byte[] old = before.Cpe();
        byte[] renewed = after.Cpe();

        options.Crls = new CrlSource(CrlStore.FromDer(new ForgedCrl().Encode(before), new ForgedCrl().Encode(after)));
        Judging.With(options, old).IsAccepted.Should().BeTrue();
        Judging.With(options, renewed).IsAccepted.Should().BeTrue();

        // A list by the other key may be meant for both, or be a stranger's. Only one that is signed well can clear anybody.
        options.Crls = new CrlSource(CrlStore.FromDer(new ForgedCrl().Encode(after)));
        Judging.With(options, old).Errors().Should().Equal(VerificationError.CrlInvalid);
        Judging.With(options, renewed).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Signature_of_a_list_is_checked_once_for_each_key()
    {
        CrlStore store = CrlStore.FromDer(Crl(1));
        ForgedAuthority stranger = ForgedAuthority.Root();
        ParsedCertificate right = new TrustAnchor(_root.Der).Certificate;
        ParsedCertificate wrong = new TrustAnchor(stranger.Der).Certificate;
        ParsedCrl crl = store.FindByIssuer(right.SubjectHash).Single();

        crl.IsSignedBy(right).Should().BeTrue();
        crl.IsSignedBy(wrong).Should().BeFalse();
        right.RetireKey();
        wrong.RetireKey();

        crl.IsSignedBy(right).Should().BeTrue();
        crl.IsSignedBy(wrong).Should().BeFalse();
        (right.Key.IdleCount + wrong.Key.IdleCount).Should().Be(0, "no key was imported to ask again");
    }

    private byte[] Crl(byte number, params byte[][] revoked)
    {
        var crl = new ForgedCrl { Number = [number] };
        crl.Revoked.AddRange(revoked);
        return crl.Encode(_root);
    }

    private static string Pem(byte[] der) => PemEncoding.WriteString("X509 CRL", der) + "\n";

    private VerifyResult Judge(CrlSource source)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, _root.Der);
        options.Crls = source;
        return Judging.With(options, _root.Cpe(change: s => s.Serial = Serial));
    }
}
