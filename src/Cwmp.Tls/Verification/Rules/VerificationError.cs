// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// What is wrong with a chain. Each finding of a <see cref="VerifyResult"/> has one of these, beside the number and name that
/// OpenSSL's <c>X509_verify_cert</c> would use (<see cref="VerificationFinding.OpenSslCode"/>).
/// </summary>
public enum VerificationError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The bytes are no certificate in strict DER.</summary>
    MalformedCertificate,

    /// <summary>An extension does not hold what its kind asks for, or occurs twice.</summary>
    MalformedExtension,

    /// <summary>A critical extension that this library does not understand.</summary>
    UnhandledCriticalExtension,

    /// <summary>The algorithm inside the signed part is not the one outside it.</summary>
    SignatureAlgorithmMismatch,

    /// <summary>Not a version 3 certificate.</summary>
    UnsupportedVersion,

    /// <summary>The serial number is zero, negative or longer than 20 octets.</summary>
    InvalidSerialNumber,

    /// <summary>The issuer name, or the subject name of a CA, is empty.</summary>
    InvalidName,

    /// <summary>The validity period is not written as its years ask for, or ends before it begins.</summary>
    InvalidValidity,

    /// <summary>A unique identifier, which conforming CAs do not issue.</summary>
    UnexpectedUniqueIdentifier,

    /// <summary>The peer's certificate is signed by itself and is not trusted.</summary>
    SelfSignedLeaf,

    /// <summary>The chain ends in a self-signed certificate that is not trusted.</summary>
    SelfSignedInChain,

    /// <summary>No issuer of the last certificate is among the anchors or the certificates the peer sent.</summary>
    IssuerNotFound,

    /// <summary>The signature is not the issuer's.</summary>
    SignatureInvalid,

    /// <summary>The certificate is signed with an algorithm this library does not verify.</summary>
    UnsupportedSignatureAlgorithm,

    /// <summary>The issuer's public key cannot be used: its kind does not fit the signature, or it is not a valid key.</summary>
    UnusableIssuerKey,

    /// <summary>Looking for a chain took more signature checks or steps than one verification may cost.</summary>
    SearchBudgetExceeded,

    /// <summary>More intermediate certificates than allowed.</summary>
    PathTooLong,

    /// <summary>The certificate is not valid yet.</summary>
    NotYetValid,

    /// <summary>The certificate has expired.</summary>
    Expired,

    /// <summary>The issuer is not a CA: basicConstraints is absent or says so.</summary>
    NotACertificateAuthority,

    /// <summary>basicConstraints of a CA is not critical.</summary>
    BasicConstraintsNotCritical,

    /// <summary>A CA allows fewer CAs below it.</summary>
    PathLengthExceeded,

    /// <summary>The key usage of a CA does not allow it to sign certificates.</summary>
    KeyCertSignMissing,

    /// <summary>The peer's certificate is a CA, or its key usage says that it signs certificates.</summary>
    LeafIsAuthority,

    /// <summary>The key usage of the peer's certificate does not allow what TLS needs.</summary>
    DigitalSignatureMissing,

    /// <summary>The extended key usage does not include the peer's role.</summary>
    ExtendedKeyUsageMismatch,

    /// <summary>The extended key usage is absent, critical or includes anyExtendedKeyUsage.</summary>
    ExtendedKeyUsageForm,

    /// <summary>The authority key identifier is absent, critical or not in the form asked for.</summary>
    AuthorityKeyIdentifierForm,

    /// <summary>The subject key identifier is absent or critical.</summary>
    SubjectKeyIdentifierForm,

    /// <summary>The subject alternative name is absent, wrongly critical or holds a name in a wrong form.</summary>
    SubjectAltNameForm,

    /// <summary>The common name spells a subject alternative name in another way.</summary>
    CommonNameForm,

    /// <summary>Authority information access is critical.</summary>
    AuthorityInfoAccessForm,

    /// <summary>Name constraints stand in the wrong certificate, are not critical or hold an invalid constraint.</summary>
    NameConstraintForm,

    /// <summary>A name is outside the permitted subtrees of a CA.</summary>
    NameNotPermitted,

    /// <summary>A name is within an excluded subtree of a CA.</summary>
    NameExcluded,

    /// <summary>A name is of a kind whose constraints cannot be compared.</summary>
    UnsupportedNameConstraint,

    /// <summary>A name of a constrained kind is not a valid name.</summary>
    UnsupportedNameForm,

    /// <summary>Comparing names with constraints took more than one verification may cost.</summary>
    NameConstraintBudgetExceeded,

    /// <summary>Policy extensions stand in the wrong certificate or are not critical.</summary>
    PolicyConstraintForm,

    /// <summary>A CA requires a certificate policy that the chain does not have.</summary>
    PolicyRequired,

    /// <summary>The key is too weak or of a kind that is not accepted.</summary>
    WeakKey,

    /// <summary>The signature uses a hash that is not accepted.</summary>
    WeakSignature,

    /// <summary>The certificate has been revoked.</summary>
    Revoked,

    /// <summary>No CRL says whether the certificate has been revoked.</summary>
    RevocationUnknown,

    /// <summary>The CRL is malformed, not signed by the CA, or has a critical extension that is not understood.</summary>
    CrlInvalid,

    /// <summary>The CRL's nextUpdate has passed.</summary>
    CrlExpired,

    /// <summary>The CRL's thisUpdate is to come.</summary>
    CrlNotYetValid,

    /// <summary>The key usage of the CA does not allow it to sign CRLs.</summary>
    CrlSignMissing,

    /// <summary>The certificate is for other host names than the one dialled.</summary>
    HostNameMismatch,

    /// <summary>The certificate is for other addresses than the one dialled.</summary>
    IpAddressMismatch,

    /// <summary>The certificate is for other mailboxes.</summary>
    MailMismatch,

    /// <summary>The verification was not told which name the ACS must have.</summary>
    ReferenceNameMissing,

    /// <summary>The name to look for is neither a host name nor an address.</summary>
    ReferenceNameInvalid,

    /// <summary>The host name matches only a wildcard over a suffix that belongs to nobody.</summary>
    WildcardOverPublicSuffix,

    /// <summary>The certificate holds no device identity.</summary>
    DeviceIdentityMissing,

    /// <summary>The certificate's device identity is ambiguous or not in the form of TR-069.</summary>
    DeviceIdentityInvalid,

    /// <summary>The CA may not vouch for this device's OUI or product class.</summary>
    IssuerScopeViolation,

    /// <summary>The device showed another key than the one remembered for it.</summary>
    PinMismatch,

    /// <summary>The verify callback refused the certificate.</summary>
    RejectedByCallback,
}
