// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>A certificate is one strict DER encoding of the structure. RFC 5280 §4.1, X.690 §10.</summary>
    public static VerificationRule WellFormed { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.MalformedCertificate,
        "RFC 5280 §4.1, X.690 §10",
        "A certificate is one strict DER encoding of the structure.");

    /// <summary>An extension that is known holds what its kind asks for. RFC 5280 §4.2.</summary>
    public static VerificationRule ExtensionsWellFormed { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.MalformedExtension,
        "RFC 5280 §4.2",
        "An extension that is known holds what its kind asks for.",
        static (in RuleContext c) => c.Extensions.AnyMalformed ? "malformed: " + string.Join(", ", MalformedOf(c.Extensions)) : null);

    /// <summary>No extension occurs twice. RFC 5280 §4.2.</summary>
    public static VerificationRule ExtensionsUnique { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.MalformedExtension,
        "RFC 5280 §4.2",
        "No extension occurs twice.",
        static (in RuleContext c) =>
            c.Extensions.Duplicate.IsEmpty ? null : Oids.ToText(c.Certificate.Bytes(c.Extensions.Duplicate)) + " occurs twice");

    /// <summary>A critical extension that is not understood is refused. RFC 5280 §4.2.</summary>
    public static VerificationRule CriticalExtensionsUnderstood { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.UnhandledCriticalExtension,
        "RFC 5280 §4.2",
        "A critical extension that is not understood is refused.",
        static (in RuleContext c) =>
            c.Extensions.UnknownCritical.IsEmpty
                ? null
                : Oids.ToText(c.Certificate.Bytes(c.Extensions.UnknownCritical)) + " is critical and unknown");

    /// <summary>The algorithm named outside the signed part is the one inside. RFC 5280 §4.1.1.2.</summary>
    public static VerificationRule SignatureAlgorithmsAgree { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.SignatureAlgorithmMismatch,
        "RFC 5280 §4.1.1.2",
        "The algorithm named outside the signed part is the one inside.",
        static (in RuleContext c) =>
            c.Certificate.Bytes(c.Certificate.OuterAlgorithm).SequenceEqual(c.Certificate.Bytes(c.Certificate.InnerAlgorithm))
                ? null
                : "two different AlgorithmIdentifiers");

    /// <summary>Certificates are version 3. RFC 5280 §4.1.2.1, CA/B BR 7.1.1.</summary>
    public static VerificationRule Version3 { get; } = Requirement(
        ChainPositions.All,
        VerificationError.UnsupportedVersion,
        "RFC 5280 §4.1.2.1, CA/B BR 7.1.1",
        "Certificates are version 3.",
        static (in RuleContext c) =>
            c.Certificate.Version == 3 || (c.Position == ChainPositions.Anchor && c.Profile.Has(LegacyVersion1TrustAnchors))
                ? null
                : $"version {c.Certificate.Version}");

    /// <summary>The serial number is greater than zero. RFC 5280 §4.1.2.2.</summary>
    public static VerificationRule SerialNumberPositive { get; } = Requirement(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.InvalidSerialNumber,
        "RFC 5280 §4.1.2.2",
        "The serial number is greater than zero.",
        static (in RuleContext c) => IsPositive(c.Certificate.Bytes(c.Certificate.Serial)) ? null : "zero or negative");

    /// <summary>The serial number is at most 20 octets long. RFC 5280 §4.1.2.2.</summary>
    public static VerificationRule SerialNumberLength { get; } = Requirement(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.InvalidSerialNumber,
        "RFC 5280 §4.1.2.2",
        "The serial number is at most 20 octets long.",
        static (in RuleContext c) => c.Certificate.Serial.Length <= 20 ? null : $"{c.Certificate.Serial.Length} octets");

    /// <summary>The issuer name is not empty. RFC 5280 §4.1.2.4.</summary>
    public static VerificationRule IssuerNamed { get; } = Requirement(
        ChainPositions.All,
        VerificationError.InvalidName,
        "RFC 5280 §4.1.2.4",
        "The issuer name is not empty.",
        static (in RuleContext c) => DistinguishedName.IsEmpty(c.Certificate.Issuer) ? "empty issuer name" : null);

    /// <summary>The subject name of a CA is not empty. RFC 5280 §4.1.2.6.</summary>
    public static VerificationRule AuthorityNamed { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.InvalidName,
        "RFC 5280 §4.1.2.6",
        "The subject name of a CA is not empty.",
        static (in RuleContext c) => c.Certificate.HasEmptySubject ? "empty subject name" : null);

    /// <summary>The validity period does not end before it begins. RFC 5280 §4.1.2.5.</summary>
    public static VerificationRule ValidityOrdered { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.InvalidValidity,
        "RFC 5280 §4.1.2.5",
        "The validity period does not end before it begins.",
        static (in RuleContext c) => c.Certificate.NotAfter < c.Certificate.NotBefore ? "notAfter is before notBefore" : null);

    /// <summary>Times through 2049 are UTCTime, later ones GeneralizedTime. RFC 5280 §4.1.2.5.</summary>
    public static VerificationRule ValidityEncoding { get; } = Requirement(
        ChainPositions.All,
        VerificationError.InvalidValidity,
        "RFC 5280 §4.1.2.5",
        "Times through 2049 are UTCTime, later ones GeneralizedTime.",
        static (in RuleContext c) => c.Certificate.TimesInRightForm ? null : "a time is in the other form",
        defaults: DefaultProfiles.AcsServer);

    /// <summary>There are no unique identifiers. RFC 5280 §4.1.2.8.</summary>
    public static VerificationRule NoUniqueIdentifiers { get; } = Requirement(
        ChainPositions.All,
        VerificationError.UnexpectedUniqueIdentifier,
        "RFC 5280 §4.1.2.8",
        "There are no unique identifiers.",
        static (in RuleContext c) => c.Certificate.HasUniqueIdentifier ? "has a unique identifier" : null,
        defaults: DefaultProfiles.AcsServer);

    private static bool IsPositive(ReadOnlySpan<byte> serial) => (serial[0] & 0x80) == 0 && !(serial.Length == 1 && serial[0] == 0);

    private static IEnumerable<string> MalformedOf(ParsedExtensions extensions) =>
        Enum.GetValues<ExtensionKind>().Where(kind => kind >= 0 && extensions.IsMalformed(kind)).Select(kind => kind.ToString());
}
