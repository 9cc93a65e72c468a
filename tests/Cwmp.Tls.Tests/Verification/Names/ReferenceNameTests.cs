// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Names;

public sealed class ReferenceNameTests
{
    [Theory]
    [InlineData("acs.example.com", ReferenceNameKind.Dns)]
    [InlineData("ACS.Example.com.", ReferenceNameKind.Dns)]
    [InlineData("müller.example", ReferenceNameKind.Dns)]
    [InlineData("192.0.2.1", ReferenceNameKind.Ip)]
    [InlineData("[2001:db8::1]", ReferenceNameKind.Ip)]
    [InlineData("2001:DB8:0::1", ReferenceNameKind.Ip)]
    public void Host_of_a_url_is_a_name_or_an_address(string host, ReferenceNameKind kind)
    {
        ReferenceName name = ReferenceName.FromHost(host);

        name.IsValid.Should().BeTrue();
        name.Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("*.example.com")]
    [InlineData("1")]
    [InlineData("0x7f000001")]
    [InlineData("192.0.2.01")]
    [InlineData("192.0.2")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a_b.example.com")]
    [InlineData("acs.example.com:7547")]
    [InlineData("acs.example.com\0.evil.net")]
    public void Text_that_is_neither_matches_nothing(string host)
    {
        using ForgedAuthority root = ForgedAuthority.Root();

        VerifyResult result = Judging.Acs(root, root.Acs(), name: host);

        result.Errors().Should().Equal(VerificationError.ReferenceNameInvalid);
    }

    [Theory]
    [InlineData("acs.example.com", true)]
    [InlineData("ACS.EXAMPLE.COM.", true)]
    [InlineData("a.wild.example.com", true)]
    [InlineData("a.b.wild.example.com", false)]
    [InlineData("wild.example.com", false)]
    [InlineData("xn--mller-kva.example.com", true)]
    [InlineData("müller.example.com", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("2001:DB8::7", true)]
    [InlineData("[2001:db8:0:0::7]", true)]
    [InlineData("::ffff:192.0.2.7", false)]
    public void Name_dialled_is_looked_for_among_the_alternative_names(string host, bool found)
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] leaf = root.Acs(change: s =>
        {
            s.Dns("*.wild.example.com", "xn--mller-kva.example.com");
            s.AlternativeNames!.Add(Encoded.Ip("192.0.2.7"));
            s.AlternativeNames!.Add(Encoded.Ip("2001:db8::7"));
        });

        Judging.Acs(root, leaf, name: host).IsAccepted.Should().Be(found);
    }

    [Fact]
    public void Mismatch_says_what_the_certificate_is_for()
    {
        using ForgedAuthority root = ForgedAuthority.Root();

        VerifyResult result = Judging.Acs(root, root.Acs("other.example.com"));

        result.ToString().Should().Contain("expected 'acs.example.com'").And.Contain("other.example.com")
            .And.Contain("62 X509_V_ERR_HOSTNAME_MISMATCH");
    }

    [Fact]
    public void Every_expected_name_is_asked_for()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] leaf = root.Cpe(change: s => s.AlternativeNames = [Encoded.Mail("a@example.com")]);
        using var verifier = new PeerVerifier(Judging.Options(PeerRole.CpeDevice, root.Der));

        VerifyResult result = verifier.Verify(new VerifyRequest
        {
            Leaf = leaf,
            ExpectedNames = [ReferenceName.FromMail("a@EXAMPLE.com"), ReferenceName.FromMail("b@example.com")],
        });

        result.Errors().Should().Equal(VerificationError.MailMismatch);
    }
}
