// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>A certificate is one strict DER encoding of the structure. RFC 5280 §4.1, X.690 §10.</summary>
    public static VerificationRule WellFormed { get; private set; } = null!;

    /// <summary>An extension that is known holds what its kind asks for. RFC 5280 §4.2.</summary>
    public static VerificationRule ExtensionsWellFormed { get; private set; } = null!;

    /// <summary>No extension occurs twice. RFC 5280 §4.2.</summary>
    public static VerificationRule ExtensionsUnique { get; private set; } = null!;

    /// <summary>A critical extension that is not understood is refused. RFC 5280 §4.2.</summary>
    public static VerificationRule CriticalExtensionsUnderstood { get; private set; } = null!;

    /// <summary>The algorithm named outside the signed part is the one inside. RFC 5280 §4.1.1.2.</summary>
    public static VerificationRule SignatureAlgorithmsAgree { get; private set; } = null!;

    /// <summary>Certificates are version 3. RFC 5280 §4.1.2.1, CA/B BR 7.1.1.</summary>
    public static VerificationRule Version3 { get; private set; } = null!;

    /// <summary>The serial number is greater than zero. RFC 5280 §4.1.2.2.</summary>
    public static VerificationRule SerialNumberPositive { get; private set; } = null!;

    /// <summary>The serial number is at most 20 octets long. RFC 5280 §4.1.2.2.</summary>
    public static VerificationRule SerialNumberLength { get; private set; } = null!;

    /// <summary>The issuer name is not empty. RFC 5280 §4.1.2.4.</summary>
    public static VerificationRule IssuerNamed { get; private set; } = null!;

    /// <summary>The subject name of a CA is not empty. RFC 5280 §4.1.2.6.</summary>
    public static VerificationRule AuthorityNamed { get; private set; } = null!;

    /// <summary>The validity period does not end before it begins. RFC 5280 §4.1.2.5.</summary>
    public static VerificationRule ValidityOrdered { get; private set; } = null!;

    /// <summary>Times through 2049 are UTCTime, later ones GeneralizedTime. RFC 5280 §4.1.2.5.</summary>
    public static VerificationRule ValidityEncoding { get; private set; } = null!;

    /// <summary>There are no unique identifiers. RFC 5280 §4.1.2.8.</summary>
    public static VerificationRule NoUniqueIdentifiers { get; private set; } = null!;

    private static void DefineStructure()
    {
        WellFormed = Mandatory(
            ChainPositions.All,
            VerificationError.MalformedCertificate,
            "RFC 5280 §4.1, X.690 §10",
            "A certificate is one strict DER encoding of the structure.",
            null,
            nameof(WellFormed));

        ExtensionsWellFormed = Mandatory(
            ChainPositions.All,
            VerificationError.MalformedExtension,
            "RFC 5280 §4.2",
            "An extension that is known holds what its kind asks for.",
            static (in RuleContext c) => c.Extensions.AnyMalformed ? "malformed: " + string.Join(", ", MalformedOf(c.Extensions)) : null,
            nameof(ExtensionsWellFormed));

        ExtensionsUnique = Mandatory(
            ChainPositions.All,
            VerificationError.MalformedExtension,
            "RFC 5280 §4.2",
            "No extension occurs twice.",
            static (in RuleContext c) =>
                c.Extensions.Duplicate.IsEmpty ? null : Oids.ToText(c.Certificate.Bytes(c.Extensions.Duplicate)) + " occurs twice",
            nameof(ExtensionsUnique));

        CriticalExtensionsUnderstood = Mandatory(
            ChainPositions.All,
            VerificationError.UnhandledCriticalExtension,
            "RFC 5280 §4.2",
            "A critical extension that is not understood is refused.",
            static (in RuleContext c) =>
                c.Extensions.UnknownCritical.IsEmpty
                    ? null
                    : Oids.ToText(c.Certificate.Bytes(c.Extensions.UnknownCritical)) + " is critical and unknown",
            nameof(CriticalExtensionsUnderstood));

        SignatureAlgorithmsAgree = Mandatory(
            ChainPositions.All,
            VerificationError.SignatureAlgorithmMismatch,
            "RFC 5280 §4.1.1.2",
            "The algorithm named outside the signed part is the one inside.",
            static (in RuleContext c) =>
                c.Certificate.Bytes(c.Certificate.OuterAlgorithm).SequenceEqual(c.Certificate.Bytes(c.Certificate.InnerAlgorithm))
                    ? null
                    : "two different AlgorithmIdentifiers",
            nameof(SignatureAlgorithmsAgree));

        Version3 = Requirement(
            ChainPositions.All,
            VerificationError.UnsupportedVersion,
            "RFC 5280 §4.1.2.1, CA/B BR 7.1.1",
            "Certificates are version 3.",
            static (in RuleContext c) =>
                c.Certificate.Version == 3 || (c.Position == ChainPositions.Anchor && c.Profile.Has(LegacyVersion1TrustAnchors))
                    ? null
                    : $"version {c.Certificate.Version}",
            nameof(Version3));

        SerialNumberPositive = Requirement(
            ChainPositions.Leaf | ChainPositions.Intermediate,
            VerificationError.InvalidSerialNumber,
            "RFC 5280 §4.1.2.2",
            "The serial number is greater than zero.",
            static (in RuleContext c) => IsPositive(c.Certificate.Bytes(c.Certificate.Serial)) ? null : "zero or negative",
            nameof(SerialNumberPositive));

        SerialNumberLength = Requirement(
            ChainPositions.Leaf | ChainPositions.Intermediate,
            VerificationError.InvalidSerialNumber,
            "RFC 5280 §4.1.2.2",
            "The serial number is at most 20 octets long.",
            static (in RuleContext c) => c.Certificate.Serial.Length <= 20 ? null : $"{c.Certificate.Serial.Length} octets",
            nameof(SerialNumberLength));

        IssuerNamed = Requirement(
            ChainPositions.All,
            VerificationError.InvalidName,
            "RFC 5280 §4.1.2.4",
            "The issuer name is not empty.",
            static (in RuleContext c) => c.Certificate.HasEmptyIssuer ? "empty issuer name" : null,
            nameof(IssuerNamed));

        AuthorityNamed = Requirement(
            ChainPositions.Authorities,
            VerificationError.InvalidName,
            "RFC 5280 §4.1.2.6",
            "The subject name of a CA is not empty.",
            static (in RuleContext c) => c.Certificate.HasEmptySubject ? "empty subject name" : null,
            nameof(AuthorityNamed));

        ValidityOrdered = Mandatory(
            ChainPositions.All,
            VerificationError.InvalidValidity,
            "RFC 5280 §4.1.2.5",
            "The validity period does not end before it begins.",
            static (in RuleContext c) => c.Certificate.NotAfter < c.Certificate.NotBefore ? "notAfter is before notBefore" : null,
            nameof(ValidityOrdered));

        ValidityEncoding = Requirement(
            ChainPositions.All,
            VerificationError.InvalidValidity,
            "RFC 5280 §4.1.2.5",
            "Times through 2049 are UTCTime, later ones GeneralizedTime.",
            static (in RuleContext c) => c.Certificate.TimesInRightForm ? null : "a time is in the other form",
            nameof(ValidityEncoding));

        NoUniqueIdentifiers = Requirement(
            ChainPositions.All,
            VerificationError.UnexpectedUniqueIdentifier,
            "RFC 5280 §4.1.2.8",
            "There are no unique identifiers.",
            static (in RuleContext c) => c.Certificate.HasUniqueIdentifier ? "has a unique identifier" : null,
            nameof(NoUniqueIdentifiers));
    }

    private static bool IsPositive(ReadOnlySpan<byte> serial) => (serial[0] & 0x80) == 0 && !(serial.Length == 1 && serial[0] == 0);

    private static IEnumerable<string> MalformedOf(ParsedExtensions extensions) =>
        Enum.GetValues<ExtensionKind>().Where(kind => kind >= 0 && extensions.IsMalformed(kind)).Select(kind => kind.ToString());
}
