// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>The decision table of <see cref="AcsIdentityPolicy"/>, row by row.</summary>
public sealed class AcsIdentityPolicyTests
{
    private static readonly DeviceIdentity A = new("00256D", "Router", "A1");
    private static readonly DeviceIdentity B = new("00256D", "Router", "B2");
    private static readonly DeviceIdentity ShortA = new("00256D", "A1");
    private static readonly DeviceIdentity OtherModelA = new("00256D", "Switch", "A1");

    private readonly AcsIdentityOptions _rules = new();

    [Fact]
    public void Unique_certificate_of_the_device_is_enough()
    {
        Decide(Certificate(A), A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Certificate));
    }

    [Fact]
    public void Unique_certificate_of_another_device_is_refused()
    {
        Decide(Certificate(A), B).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateOfAnotherDevice));
    }

    [Fact]
    public void Unique_certificate_with_the_same_device_in_the_user_name_is_accepted_by_certificate()
    {
        Decide(WithPassword(Certificate(A), A), A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Certificate));
    }

    [Fact]
    public void Unique_certificate_with_a_password_of_another_device_is_refused()
    {
        Decide(WithPassword(Certificate(A), B), A)
            .Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateAndPasswordDisagree));
    }

    [Fact]
    public void Right_password_does_not_mend_the_certificate_of_another_device()
    {
        Decide(WithPassword(Certificate(A), B), B).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateOfAnotherDevice));
    }

    [Fact]
    public void Unique_certificate_without_a_device_is_refused()
    {
        AcsPeerEvidence evidence = Certificate(A) with { CertificateDevice = null };

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateOfAnotherDevice));
    }

    [Theory]
    [InlineData(AcsCertificateClass.None)]
    [InlineData(AcsCertificateClass.Generic)]
    public void Without_a_unique_certificate_the_password_of_the_device_is_enough(AcsCertificateClass certificateClass)
    {
        AcsPeerEvidence evidence = WithPassword(Tls(certificateClass), A);

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Password));
    }

    [Theory]
    [InlineData(AcsCertificateClass.None)]
    [InlineData(AcsCertificateClass.Generic)]
    public void Without_a_unique_certificate_the_password_of_another_device_is_refused(AcsCertificateClass certificateClass)
    {
        AcsPeerEvidence evidence = WithPassword(Tls(certificateClass), B);

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.PasswordOfAnotherDevice));
    }

    [Theory]
    [InlineData(AcsCertificateClass.None)]
    [InlineData(AcsCertificateClass.Generic)]
    public void Without_a_unique_certificate_and_a_password_the_device_is_challenged(AcsCertificateClass certificateClass)
    {
        Decide(Tls(certificateClass), A).Should().Be(AcsIdentityDecision.Challenge());
    }

    [Theory]
    [InlineData(AcsCertificateClass.None)]
    [InlineData(AcsCertificateClass.Generic)]
    [InlineData(AcsCertificateClass.Unique)]
    public void Wrong_credentials_are_challenged_whatever_the_certificate(AcsCertificateClass certificateClass)
    {
        AcsPeerEvidence evidence = Tls(certificateClass) with { CertificateDevice = A, HttpAuthentication = AcsHttpAuthentication.Invalid };

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Challenge(AcsRequestFailure.WrongCredentials));
    }

    [Fact]
    public void Plaintext_is_refused_even_with_digest()
    {
        AcsPeerEvidence evidence = WithPassword(new AcsPeerEvidence(), A);

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.PlaintextNotAllowed));
    }

    [Fact]
    public void Plaintext_where_allowed_takes_digest_only()
    {
        _rules.AllowPlaintext = true;
        AcsPeerEvidence digest = WithPassword(new AcsPeerEvidence(), A);
        AcsPeerEvidence basic = digest with { HttpAuthentication = AcsHttpAuthentication.Basic };

        Decide(digest, A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Password));
        Decide(basic, A).Should().Be(AcsIdentityDecision.Challenge(AcsRequestFailure.BasicWithoutTls));
        Decide(new AcsPeerEvidence(), A).Should().Be(AcsIdentityDecision.Challenge());
    }

    [Fact]
    public void Short_identity_needs_a_maker_with_unique_serial_numbers()
    {
        Decide(Certificate(ShortA), A).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateLacksProductClass));

        _rules.OuisWithUniqueSerialNumbers.Add("00256d");

        Decide(Certificate(ShortA), A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Certificate));
        Decide(Certificate(ShortA), B).Failure.Should().Be(AcsRequestFailure.CertificateOfAnotherDevice);
        Decide(WithPassword(Tls(AcsCertificateClass.None), ShortA), A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Password));
    }

    [Fact]
    public void Short_identity_fits_an_inform_without_product_class()
    {
        Decide(Certificate(ShortA), ShortA).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Certificate));
    }

    [Fact]
    public void Long_identity_needs_all_three_fields()
    {
        _rules.OuisWithUniqueSerialNumbers.Add("00256D");

        Decide(Certificate(A), OtherModelA).Failure.Should().Be(AcsRequestFailure.CertificateOfAnotherDevice);
        Decide(Certificate(A), ShortA).Failure.Should().Be(AcsRequestFailure.CertificateOfAnotherDevice);
    }

    [Fact]
    public void Device_that_had_a_certificate_may_not_come_with_a_password()
    {
        AcsPeerEvidence evidence = WithPassword(Tls(AcsCertificateClass.Generic), A);

        AcsIdentityDecision decision = Decide(evidence, A, mustHaveCertificate: true);

        decision.Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateExpected));
    }

    [Fact]
    public void User_name_that_names_no_device_needs_the_rule_for_shared_accounts()
    {
        AcsPeerEvidence evidence =
            Tls(AcsCertificateClass.None) with { HttpAuthentication = AcsHttpAuthentication.Basic, Username = "fleet" };

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Refuse(AcsRequestFailure.UsernameNamesNoDevice));

        _rules.PasswordRule = AcsPasswordRule.SharedAccountsAllowed;

        Decide(evidence, A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.Password));
        Decide(WithPassword(Tls(AcsCertificateClass.None), B), A).Failure.Should().Be(AcsRequestFailure.PasswordOfAnotherDevice);
    }

    [Fact]
    public void Unauthenticated_devices_are_believed_only_where_the_rules_say_so()
    {
        _rules.AllowUnauthenticatedDevices = true;

        Decide(Tls(AcsCertificateClass.None), A).Should().Be(AcsIdentityDecision.Accept(AcsAuthentication.None));
        Decide(Tls(AcsCertificateClass.None), A, mustHaveCertificate: true).Failure
            .Should().Be(AcsRequestFailure.CertificateExpected);
    }

    [Fact]
    public void Malformed_oui_in_the_rules_is_reported()
    {
        var options = new AcsEngineOptions { MaxSessions = 0 };
        options.Identity.OuisWithUniqueSerialNumbers.Add("256D");

        options.Validate().Should().HaveCount(2, "every mistake is reported at once")
            .And.Contain(problem => problem.Contains("\"256D\"", StringComparison.Ordinal));
    }

    private static AcsPeerEvidence Tls(AcsCertificateClass certificateClass) =>
        new() { IsSecure = true, CertificateClass = certificateClass };

    private static AcsPeerEvidence Certificate(DeviceIdentity device) =>
        Tls(AcsCertificateClass.Unique) with { CertificateDevice = device };

    private static AcsPeerEvidence WithPassword(AcsPeerEvidence evidence, DeviceIdentity device) =>
        evidence with { HttpAuthentication = AcsHttpAuthentication.Digest, Username = device.ToString(), UsernameDevice = device };

    private AcsIdentityDecision Decide(AcsPeerEvidence evidence, DeviceIdentity informed, bool mustHaveCertificate = false) =>
        AcsIdentityPolicy.DecideEarly(evidence, _rules) ?? AcsIdentityPolicy.Decide(evidence, informed, _rules, mustHaveCertificate);
}
