// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>
/// The decision table that ties an Inform to what its sender can prove (TR-069 Amendment 6, §3.3 and §3.4.4). Pure functions.
/// </summary>
/// <remarks>
/// <code>
/// certificate   HTTP credentials            DeviceId of the Inform     decision
/// refused       any                         any                        refuse, CertificateRefused
/// any           wrong                       any                        challenge, WrongCredentials
/// unique        none, or right, same device equal                      accept, by certificate
/// unique        right, another device       any                        refuse, CertificateAndPasswordDisagree
/// unique        any                         differs                    refuse, CertificateOfAnotherDevice
/// generic, none right                       that of the user name      accept, by password ¹
/// generic, none right                       differs                    refuse, PasswordOfAnotherDevice
/// generic, none none                        any                        challenge ²
/// none, no TLS anything any refuse, PlaintextNotAllowed, unless the rules allow it; then Digest only
///
/// ¹ Not for a device that showed a unique certificate before: refuse, CertificateExpected.
/// ² Accept, by nothing, where the rules allow that; ¹ holds all the same.
/// </code>
/// </remarks>
internal static class AcsIdentityPolicy
{
    /// <summary>What is certain before the Inform is read. Null where the Inform decides.</summary>
    public static AcsIdentityDecision? DecideEarly(AcsPeerEvidence evidence, AcsIdentityOptions rules)
    {
        if (evidence.IsCertificateRefused)
        {
            return AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateRefused);
        }

        if (!evidence.IsSecure)
        {
            if (!rules.AllowPlaintext)
            {
                return AcsIdentityDecision.Refuse(AcsRequestFailure.PlaintextNotAllowed);
            }

            if (evidence.HttpAuthentication == AcsHttpAuthentication.Basic)
            {
                return AcsIdentityDecision.Challenge(AcsRequestFailure.BasicWithoutTls);
            }
        }

        if (evidence.HttpAuthentication == AcsHttpAuthentication.Invalid)
        {
            return AcsIdentityDecision.Challenge(AcsRequestFailure.WrongCredentials);
        }

        bool knowsNobody = evidence.CertificateClass != AcsCertificateClass.Unique && !evidence.HasPassword;
        return knowsNobody && !rules.AllowUnauthenticatedDevices ? AcsIdentityDecision.Challenge() : null;
    }

    /// <summary>Decides about an Inform for whose sender <see cref="DecideEarly"/> said null.</summary>
    /// <param name="evidence">What the sender can prove.</param>
    /// <param name="informed">The device of the Inform.</param>
    /// <param name="rules">What is enough.</param>
    /// <param name="mustHaveCertificate">Whether the downgrade guard asks for a unique certificate from this device.</param>
    public static AcsIdentityDecision Decide(
        AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules, bool mustHaveCertificate)
    {
        // Where both are there, both must be right: somebody else's password does not become harmless because of a certificate.
        AcsRequestFailure password = JudgePassword(evidence, informed, rules);
        if (evidence.CertificateClass == AcsCertificateClass.Unique)
        {
            AcsRequestFailure certificate = JudgeCertificate(evidence, informed, rules);
            return certificate != AcsRequestFailure.None ? AcsIdentityDecision.Refuse(certificate)
                : password == AcsRequestFailure.PasswordOfAnotherDevice ? AcsIdentityDecision.Refuse(
                    AcsRequestFailure.CertificateAndPasswordDisagree)
                : AcsIdentityDecision.Accept(AcsAuthentication.Certificate);
        }

        if (password != AcsRequestFailure.None)
        {
            return AcsIdentityDecision.Refuse(password);
        }

        return mustHaveCertificate
            ? AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateExpected)
            : AcsIdentityDecision.Accept(evidence.HasPassword ? AcsAuthentication.Password : AcsAuthentication.None);
    }

    private static AcsRequestFailure JudgeCertificate(AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules) =>
        evidence.CertificateDevice is not { } device
            ? AcsRequestFailure.CertificateOfAnotherDevice
            : rules.Match(device, informed) switch
            {
                AcsIdentityMatch.Same => AcsRequestFailure.None,
                AcsIdentityMatch.LacksProductClass => AcsRequestFailure.CertificateLacksProductClass,
                _ => AcsRequestFailure.CertificateOfAnotherDevice,
            };

    private static AcsRequestFailure JudgePassword(AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules)
    {
        if (!evidence.HasPassword)
        {
            return AcsRequestFailure.None;
        }

        if (evidence.UsernameDevice is { } device)
        {
            return rules.Match(device, informed) == AcsIdentityMatch.Same
                ? AcsRequestFailure.None
                : AcsRequestFailure.PasswordOfAnotherDevice;
        }

        return rules.PasswordRule == AcsPasswordRule.SharedAccountsAllowed
            ? AcsRequestFailure.None
            : AcsRequestFailure.UsernameNamesNoDevice;
    }
}
