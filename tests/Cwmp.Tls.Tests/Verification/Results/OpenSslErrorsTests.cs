// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Results;

public sealed class OpenSslErrorsTests
{
    [Fact]
    public void Every_error_has_a_number_and_a_name()
    {
        foreach (VerificationError error in Enum.GetValues<VerificationError>().Except([VerificationError.None]))
        {
            int code = OpenSslErrors.CodeOf(error);

            code.Should().BeInRange(1, 103);
            OpenSslErrors.NameOf(code).Should().StartWith("X509_V_ERR_");
            (OpenSslErrors.NameOf(code) == "X509_V_ERR_UNSPECIFIED").Should().Be(code == 1, "the number {0} has a name of its own", code);
        }

        OpenSslErrors.NameOf(OpenSslErrors.CodeOf(VerificationError.None)).Should().Be("X509_V_OK");
    }

    [Theory]
    [InlineData(VerificationError.Expired, 10, "X509_V_ERR_CERT_HAS_EXPIRED")]
    [InlineData(VerificationError.NotYetValid, 9, "X509_V_ERR_CERT_NOT_YET_VALID")]
    [InlineData(VerificationError.SelfSignedLeaf, 18, "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT")]
    [InlineData(VerificationError.IssuerNotFound, 20, "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY")]
    [InlineData(VerificationError.SignatureInvalid, 7, "X509_V_ERR_CERT_SIGNATURE_FAILURE")]
    [InlineData(VerificationError.Revoked, 23, "X509_V_ERR_CERT_REVOKED")]
    [InlineData(VerificationError.HostNameMismatch, 62, "X509_V_ERR_HOSTNAME_MISMATCH")]
    public void Numbers_are_those_of_openssl(VerificationError error, int code, string name)
    {
        OpenSslErrors.CodeOf(error).Should().Be(code);
        OpenSslErrors.NameOf(code).Should().Be(name);
    }
}
