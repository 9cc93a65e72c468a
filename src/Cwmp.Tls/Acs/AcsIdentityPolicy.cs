// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

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
/// none, no TLS  anything                    any                        refuse, PlaintextNotAllowed, unless the rules allow it; then Digest only
///
/// ¹ Not for a device that showed a unique certificate before: refuse, CertificateExpected.
/// ² Accept, by nothing, where the rules allow that; ¹ holds all the same.
/// </code>
/// </remarks>
internal static class AcsIdentityPolicy
{
    /// <summary>
    /// What can be said before the Inform is even read. Null when the Inform has to be looked at.
    /// </summary>
    public static AcsIdentityDecision? DecideEarly(AcsPeerEvidence evidence, AcsIdentityOptions rules)
    {
        if (evidence.IsCertificateRefused)
        {
            return AcsIdentityDecision.Refuse(AcsRefusalReason.CertificateRefused);
        }

        if (!evidence.IsSecure)
        {
            if (!rules.AllowPlaintext)
            {
                return AcsIdentityDecision.Refuse(AcsRefusalReason.PlaintextNotAllowed);
            }

            if (evidence.HttpAuthentication == AcsHttpAuthentication.Basic)
            {
                return AcsIdentityDecision.Challenge(AcsRefusalReason.BasicWithoutTls);
            }
        }

        if (evidence.HttpAuthentication == AcsHttpAuthentication.Invalid)
        {
            return AcsIdentityDecision.Challenge(AcsRefusalReason.WrongCredentials);
        }

        bool knowsNobody = evidence.CertificateClass != AcsCertificateClass.Unique && !evidence.HasPassword;
        return knowsNobody && !rules.AllowUnauthenticatedDevices ? AcsIdentityDecision.Challenge() : null;
    }

    /// <summary>Decides about an Inform.</summary>
    /// <param name="evidence">What the sender can prove.</param>
    /// <param name="informed">The device of the Inform.</param>
    /// <param name="rules">What is enough.</param>
    /// <param name="mustHaveCertificate">Whether the downgrade guard asks for a unique certificate from this device.</param>
    public static AcsIdentityDecision Decide(AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules, bool mustHaveCertificate)
    {
        if (DecideEarly(evidence, rules) is { } early)
        {
            return early;
        }

        // Where both are there, both must be right: somebody else's password does not become harmless because of a certificate.
        AcsRefusalReason password = JudgePassword(evidence, informed, rules);
        if (evidence.CertificateClass == AcsCertificateClass.Unique)
        {
            AcsRefusalReason certificate = JudgeCertificate(evidence, informed, rules);
            return certificate != AcsRefusalReason.None ? AcsIdentityDecision.Refuse(certificate)
                : password == AcsRefusalReason.PasswordOfAnotherDevice ? AcsIdentityDecision.Refuse(AcsRefusalReason.CertificateAndPasswordDisagree)
                : AcsIdentityDecision.Accept(AcsAuthentication.Certificate);
        }

        if (password != AcsRefusalReason.None)
        {
            return AcsIdentityDecision.Refuse(password);
        }

        return mustHaveCertificate
            ? AcsIdentityDecision.Refuse(AcsRefusalReason.CertificateExpected)
            : AcsIdentityDecision.Accept(evidence.HasPassword ? AcsAuthentication.Password : AcsAuthentication.None);
    }

    private static AcsRefusalReason JudgeCertificate(AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules) =>
        evidence.CertificateDevice is not { } device
            ? AcsRefusalReason.CertificateOfAnotherDevice
            : rules.Match(device, informed) switch
            {
                AcsIdentityMatch.Same => AcsRefusalReason.None,
                AcsIdentityMatch.LacksProductClass => AcsRefusalReason.CertificateLacksProductClass,
                _ => AcsRefusalReason.CertificateOfAnotherDevice,
            };

    private static AcsRefusalReason JudgePassword(AcsPeerEvidence evidence, DeviceIdentity informed, AcsIdentityOptions rules)
    {
        if (!evidence.HasPassword)
        {
            return AcsRefusalReason.None;
        }

        if (evidence.UsernameDevice is { } device)
        {
            return rules.Match(device, informed) == AcsIdentityMatch.Same ? AcsRefusalReason.None : AcsRefusalReason.PasswordOfAnotherDevice;
        }

        return rules.PasswordRule == AcsPasswordRule.SharedAccountsAllowed ? AcsRefusalReason.None : AcsRefusalReason.UsernameNamesNoDevice;
    }
}
