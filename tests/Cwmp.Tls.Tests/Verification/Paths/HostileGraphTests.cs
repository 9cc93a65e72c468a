// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Paths;

/// <summary>
/// What a peer may cost: every graph it can send is judged with few signature checks, and few of them with keys of its own.
/// </summary>
public sealed class HostileGraphTests : IDisposable
{
    private readonly ECDsa[] _keys = [.. Enumerable.Range(0, 40).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
    private readonly ForgedAuthority _trusted = ForgedAuthority.Root("Trusted");

    public void Dispose()
    {
        Array.ForEach(_keys, key => key.Dispose());
        _trusted.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maze_of_one_name_costs_no_more_than_its_explanation(bool keyIdentifiers)
    {
        // Each certificate could be signed by each of the others.
        ForgedAuthority[] authorities =
            [.. _keys.Select(key => ForgedAuthority.Root("Maze", s => s.SubjectKeyIdentifier = keyIdentifiers, key))];
        byte[][] sent = [.. Enumerable.Range(0, 120).Select(i => authorities[(i + 1 + (i / 40)) % 40].CrossSign(authorities[i % 40], s =>
        {
            s.AuthorityKeyIdentifier = keyIdentifiers;
            s.SubjectKeyIdentifier = keyIdentifiers;
        }))];

        CandidatePath path = Search(authorities[0].Cpe(change: s => s.AuthorityKeyIdentifier = keyIdentifiers), sent);

        path.CanBeAccepted.Should().BeFalse();
        path.SignatureChecks.Should().BeLessThanOrEqualTo(SearchLimits.MaxExplainingChecks);
    }

    [Fact]
    public void Mesh_of_cross_certificates_that_claims_to_hang_from_the_anchor_costs_a_few_forgeries()
    {
        ForgedAuthority[] authorities = [.. Enumerable.Range(0, 30).Select(i => ForgedAuthority.Root($"Mesh {i}", key: _keys[i]))];
        byte[][] forged = [.. authorities.Select(authority => authority.CrossSign(authority, s => s.Issuer = _trusted.Name))];
        byte[][] mesh = [.. from a in authorities from b in authorities.Take(4) where a != b select a.CrossSign(b)];

        CandidatePath path = Search(authorities[0].Cpe(), [.. mesh[..90], .. forged]);

        path.CanBeAccepted.Should().BeFalse();
        path.SignatureChecks.Should().BeLessThanOrEqualTo(new SearchLimits().MaxFailedSignatureChecks + SearchLimits.MaxExplainingChecks);
    }

    [Fact]
    public void Mesh_below_a_real_authority_that_is_good_for_nothing_ends()
    {
        // An insider: everything is signed well and hangs from the anchor, and no path has the policy that is required.
        ForgedAuthority inside = _trusted.Authority("Inside", s => s.Extra.Add(("2.5.29.36", true, [0x30, 0x03, 0x80, 0x01, 0x00])));
        ForgedAuthority[] authorities = [.. Enumerable.Range(0, 11).Select(i => ForgedAuthority.Root($"Mesh {i}", key: _keys[i]))];
        byte[][] mesh = [.. from a in authorities from b in authorities where a != b select a.CrossSign(b)];

        CandidatePath path = Search(authorities[0].Cpe(), [inside.Der, .. authorities.Select(a => inside.CrossSign(a)), .. mesh]);

        path.CanBeAccepted.Should().BeFalse();
        path.Findings.Select(finding => finding.Error).Should().Contain(VerificationError.SearchBudgetExceeded);
        path.SignatureChecks.Should().BeLessThanOrEqualTo(new SearchLimits().MaxSignatureChecks + SearchLimits.MaxExplainingChecks);
    }

    [Fact]
    public void Long_loop_ends()
    {
        ForgedAuthority[] authorities = [.. Enumerable.Range(0, 40).Select(i => ForgedAuthority.Root($"Loop {i}", key: _keys[i]))];
        byte[][] loop = [.. Enumerable.Range(0, 40).Select(i => authorities[(i + 1) % 40].CrossSign(authorities[i]))];

        CandidatePath path = Search(authorities[0].Cpe(), loop);

        path.CanBeAccepted.Should().BeFalse();
        path.SignatureChecks.Should().BeLessThanOrEqualTo(SearchLimits.MaxExplainingChecks);
    }

    [Fact]
    public void Path_that_holds_is_found_among_many_that_do_not()
    {
        ForgedAuthority real = _trusted.Authority("CA");
        ForgedAuthority[] others = [.. Enumerable.Range(0, 20).Select(i => ForgedAuthority.Root("CA", key: _keys[i]))];
        byte[][] forged = [.. others.Select(other => other.CrossSign(other, s => s.Issuer = _trusted.Name))];

        CandidatePath path = Search(real.Cpe(), [.. others.Select(other => other.Der), .. forged, real.Der]);

        path.IsClean.Should().BeTrue();
        path.Certificates.Should().HaveCount(3);
    }

    [Fact]
    public void Long_chain_of_costly_keys_is_within_the_budget()
    {
        using ECDsa costly = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        ForgedAuthority root = ForgedAuthority.Root("Costly Root", key: costly);
        ForgedAuthority last = root;
        var sent = new List<byte[]>();
        for (int i = 0; i < new SearchLimits().MaxIntermediates; i++)
        {
            last = last.Authority($"Costly {i}", key: ECDsa.Create(ECCurve.NamedCurves.nistP384));
            sent.Add(last.Der);
        }

        Judging.Cpe(root, last.Cpe(), [.. sent]).IsAccepted.Should().BeTrue();
    }

    [Theory]
    [InlineData(16384, 3, false)]
    [InlineData(8192, 5, false)]
    [InlineData(8192, 4, true)]
    public void Rsa_key_that_would_cost_too_much_is_not_used(int bits, int exponentOctets, bool isUsed)
    {
        byte[] modulus = new byte[bits / 8];
        Array.Fill(modulus, (byte)0xA5);
        byte[] exponent = new byte[exponentOctets];
        Array.Fill(exponent, (byte)0x7F);
        byte[] number = Encoded.Sequence(Encoded.Tagged(0x02, [0, .. modulus]), Encoded.Tagged(0x02, exponent));
        byte[] key = Encoded.Sequence(
            Encoded.Sequence(Signing.Oid("1.2.840.113549.1.1.1"), [0x05, 0x00]), Encoded.Tagged(0x03, [0, .. number]));
        var spec = new CertificateSpec { Subject = Encoded.Cn("Costly"), PublicKey = key };
        CertificateParser.TryParse(spec.Encode(_keys[0], Encoded.Cn("Costly"), null, _keys[0]), out ParsedCertificate? authority, out _);

        SignatureOutcome outcome = authority!.Key.Verify(SignatureScheme.RsaPkcs1Sha256, [1, 2, 3], new byte[bits / 8]);

        outcome.Should().Be(isUsed ? SignatureOutcome.Invalid : SignatureOutcome.UnusableKey);
        authority.KeyInfo.VerificationCost.Should().Be(isUsed || bits > 8192 ? 4 : 1);
    }

    [Fact]
    public void Certificates_beyond_a_size_together_are_not_looked_at()
    {
        ForgedAuthority intermediate = _trusted.Authority("Intermediate");
        byte[] big = _trusted.Authority("Big", s => s.Extra.Add(("1.2.3.4", false, Encoded.Tagged(0x04, new byte[200_000])))).Der;
        byte[][] tooMuch = [.. Enumerable.Repeat(big, 6)];

        Judging.Cpe(_trusted, intermediate.Cpe(), [intermediate.Der, .. tooMuch]).IsAccepted.Should().BeTrue();
        Judging.Cpe(_trusted, intermediate.Cpe(), [.. tooMuch, intermediate.Der]).IsAccepted.Should().BeFalse();
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Attributes_of_one_rdn_are_few(int count, bool valid)
    {
        // Without order, so that two of them are compared all with all: ten thousand would keep a core busy for seconds.
        byte[] name = Encoded.Sequence(Encoded.Tagged(0x31, [.. Enumerable.Range(0, count).SelectMany(i => Attribute($"{i:D3}"))]));
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.Subject = name);

        VerifyResult result = Judging.Cpe(_trusted, root.Cpe());

        result.Errors().Contains(VerificationError.MalformedCertificate).Should().Be(!valid);
    }

    private static byte[] Attribute(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        return Encoded.Sequence(Signing.Oid("2.5.4.11"), writer.Encode());
    }

    private CandidatePath Search(byte[] leaf, byte[][] sent)
    {
        var settings = new SearchSettings
        {
            Role = PeerRole.CpeDevice,
            Profile = VerificationProfile.CpeDevice,
            Limits = new SearchLimits(),
            PublicSuffixes = PublicSuffixes.BuiltIn,
        };
        var time = new TimeView(ClockTrust.Trusted, Judging.Now.ToUnixTimeSeconds());
        var context = new SearchContext(settings, new TrustStore([new TrustAnchor(_trusted.Der)]), CrlStore.Empty, time, []);
        return PathSearch.Find(context, Parse(leaf), [.. sent.Take(settings.Limits.MaxCertificates).Select(Parse)]);
    }

    private static ParsedCertificate Parse(byte[] der) =>
        CertificateParser.TryParse(der, out ParsedCertificate? certificate, out _) ? certificate! : throw new InvalidOperationException();
}
