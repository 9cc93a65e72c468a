// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>Who a session belongs to, and what each of its POSTs has to show. Immutable.</summary>
internal sealed class AcsBinding
{
    private readonly AcsIdentityOptions _rules;
    private readonly AcsPeerEvidence _evidence;

    public AcsBinding(DeviceIdentity device, AcsAuthentication authenticatedBy, AcsPeerEvidence evidence, AcsIdentityOptions rules)
    {
        Device = device;
        Key = rules.KeyOf(device);
        AuthenticatedBy = authenticatedBy;
        _evidence = evidence;
        _rules = rules;
    }

    public DeviceIdentity Device { get; }

    /// <summary>What the session is filed under: the device, by what tells it from all others.</summary>
    public DeviceIdentity Key { get; }

    public AcsAuthentication AuthenticatedBy { get; }

    public string? RemoteAddress => _evidence.RemoteAddress;

    /// <summary>Judges a later POST of the session. The token was right already; that alone opens nothing.</summary>
    /// <param name="evidence">What the sender can prove now.</param>
    /// <param name="isProvenConnection">
    /// Whether the right password came on this very connection before: a CPE need not send it again there.
    /// </param>
    public AcsIdentityDecision Check(AcsPeerEvidence evidence, bool isProvenConnection)
    {
        if (evidence.IsCertificateRefused)
        {
            return AcsIdentityDecision.Refuse(AcsRequestFailure.CertificateRefused);
        }

        if (_evidence.IsSecure && !evidence.IsSecure)
        {
            return AcsIdentityDecision.Refuse(AcsRequestFailure.SessionLeftTls);
        }

        // The same object, then: nothing can differ. Transports keep the evidence of a connection.
        if (ReferenceEquals(evidence, _evidence))
        {
            return AcsIdentityDecision.Accept(AuthenticatedBy);
        }

        if (!IsCertificateRight(evidence) || (evidence.HasPassword && !IsPasswordRight(evidence)))
        {
            return AcsIdentityDecision.Refuse(AcsRequestFailure.SessionOfAnotherDevice);
        }

        if (evidence.HttpAuthentication != AcsHttpAuthentication.None && !evidence.HasPassword)
        {
            return AcsIdentityDecision.Challenge(
                evidence.HttpAuthentication == AcsHttpAuthentication.Basic
                    ? AcsRequestFailure.BasicWithoutTls
                    : AcsRequestFailure.WrongCredentials);
        }

        bool isProven = AuthenticatedBy != AcsAuthentication.Password || evidence.CertificateClass == AcsCertificateClass.Unique ||
            evidence.HasPassword || isProvenConnection;
        return isProven ? AcsIdentityDecision.Accept(AuthenticatedBy) : AcsIdentityDecision.Challenge();
    }

    private bool IsCertificateRight(AcsPeerEvidence evidence)
    {
        if (evidence.CertificateClass == AcsCertificateClass.Unique)
        {
            return evidence.CertificateDevice is { } device && _rules.Match(device, Device) == AcsIdentityMatch.Same;
        }

        // A session that began with a certificate goes on with it.
        return evidence.CertificateClass >= _evidence.CertificateClass &&
            (_evidence.CertificateClass != AcsCertificateClass.Generic ||
                evidence.CertificateFingerprint == _evidence.CertificateFingerprint);
    }

    private bool IsPasswordRight(AcsPeerEvidence evidence) =>
        evidence.UsernameDevice is { } device
            ? _rules.Match(device, Device) == AcsIdentityMatch.Same
            : AuthenticatedBy != AcsAuthentication.Password
                || string.Equals(evidence.Username, _evidence.Username, StringComparison.Ordinal);
}
