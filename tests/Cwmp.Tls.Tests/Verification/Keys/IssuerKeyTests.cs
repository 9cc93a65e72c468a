// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Keys;

public sealed class IssuerKeyTests
{
    [Theory]
    [InlineData("P256", "SHA256", false)]
    [InlineData("P384", "SHA384", false)]
    [InlineData("P521", "SHA512", false)]
    [InlineData("RSA2048", "SHA256", false)]
    [InlineData("RSA2048", "SHA384", false)]
    [InlineData("RSA2048", "SHA512", false)]
    [InlineData("RSA2048", "SHA256", true)]
    [InlineData("RSA2048", "SHA384", true)]
    [InlineData("RSA2048", "SHA512", true)]
    public void Every_accepted_algorithm_is_verified(string kind, string hash, bool pss)
    {
        using AsymmetricAlgorithm key = Key(kind);
        using AsymmetricAlgorithm other = Key(kind);
        Action<CertificateSpec> sign = s =>
        {
            s.Hash = new HashAlgorithmName(hash);
            s.Pss = pss;
        };
        ForgedAuthority root = ForgedAuthority.Root(change: sign, key: key);
        byte[] good = root.Cpe(change: sign);
        byte[] bad = root.Cpe(change: s =>
        {
            sign(s);
            s.SigningKey = other;
        });

        Judging.Cpe(root, good).Errors().Should().BeEmpty();
        Judging.Cpe(root, bad).Errors().Should().Equal(VerificationError.SignatureInvalid);
    }

    [Theory]
    [InlineData("300d06092a864886f70d0101040500")] // md5WithRSAEncryption
    [InlineData("300b06092a864886f70d01010b")] // sha256WithRSAEncryption without its NULL
    [InlineData("300c06082a8648ce3d0403020500")] // ecdsa-with-SHA256 with parameters
    [InlineData("300506032b6570")] // Ed25519
    public void Algorithm_in_another_form_is_not_verified(string algorithm)
    {
        using ForgedAuthority root = ForgedAuthority.Root();

        VerifyResult result = Judging.Cpe(root, root.Cpe(change: s => s.Algorithm = Convert.FromHexString(algorithm)));

        result.Errors().Should().Equal(VerificationError.UnsupportedSignatureAlgorithm);
        result.Findings[0].CanBeOverridden.Should().BeFalse();
    }

    [Fact]
    public void Key_of_another_kind_than_the_algorithm_is_not_used()
    {
        using ForgedAuthority root = ForgedAuthority.Root();

        VerifyResult result =
            Judging.Cpe(root, root.Cpe(change: s => s.Algorithm = Convert.FromHexString("300d06092a864886f70d01010b0500")));

        result.Errors().Should().Equal(VerificationError.UnusableIssuerKey);
    }

    [Fact]
    public void Point_that_is_not_on_its_curve_is_no_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] publicKey = key.ExportSubjectPublicKeyInfo();
        publicKey[^1] ^= 1;
        ForgedAuthority root = ForgedAuthority.Root(change: s => s.PublicKey = publicKey, key: key);

        VerifyResult result = Judging.Cpe(root, root.Cpe());

        result.Errors().Should().Contain(VerificationError.UnusableIssuerKey);
    }

    [Theory]
    [InlineData("3006020101020101", true)]
    [InlineData("3006020100020101", false)] // zero
    [InlineData("30060201FF020101", false)] // negative
    [InlineData("300702020001020101", false)] // padded
    [InlineData("300602010102010100", false)] // something after it
    [InlineData("3003020101", false)]
    [InlineData("3080020101020101", false)]
    public void Ecdsa_signature_has_one_encoding(string hex, bool valid) =>
        EcdsaSignature.IsWellFormed(Convert.FromHexString(hex), 32).Should().Be(valid);

    [Fact]
    public async Task Key_is_used_by_many_threads_and_let_go_once()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        var anchor = new TrustAnchor(root.Der);
        IssuerKey key = anchor.Certificate.Key;
        byte[] data = [1, 2, 3];
        byte[] signature = Signing.Sign(root.Key, data, HashAlgorithmName.SHA256);

        bool[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50)
            .All(_ => key.Verify(SignatureScheme.EcdsaSha256, data, signature) == SignatureOutcome.Valid))));

        results.Should().OnlyContain(valid => valid);
        key.IdleCount.Should().BeGreaterThan(0);
        anchor.Certificate.RetireKey();
        key.IdleCount.Should().Be(0);
        key.Verify(SignatureScheme.EcdsaSha256, data, signature).Should().Be(SignatureOutcome.Valid);
        key.IdleCount.Should().Be(0);
    }

    private static AsymmetricAlgorithm Key(string kind) => kind switch
    {
        "P256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "P384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "P521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(2048),
    };
}
