// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>The peer has a subject alternative name. RFC 5280 §4.2.1.6, CA/B BR 7.1.2.7.12.</summary>
    public static VerificationRule SubjectAltNamePresent { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.SubjectAltNameForm,
        "RFC 5280 §4.2.1.6, CA/B BR 7.1.2.7.12",
        "The peer has a subject alternative name.",
        static (in RuleContext c) => c.Has(ExtensionKind.SubjectAltName) ? null : "absent",
        defaults: DefaultProfiles.AcsServer);

    /// <summary>Where the subject is empty, the subject alternative name is critical. RFC 5280 §4.2.1.6.</summary>
    public static VerificationRule SubjectAltNameCriticalWithoutSubject { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.SubjectAltNameForm,
        "RFC 5280 §4.2.1.6",
        "Where the subject is empty, the subject alternative name is critical.",
        static (in RuleContext c) => !c.Certificate.HasEmptySubject || c.Extensions.IsCritical(ExtensionKind.SubjectAltName)
            ? null
            : "not critical, and the subject is empty",
        defaults: DefaultProfiles.AcsServer);

    /// <summary>Where the subject is not empty, the subject alternative name is not critical. CA/B BR 7.1.2.7.12.</summary>
    public static VerificationRule SubjectAltNameNotCriticalWithSubject { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.SubjectAltNameForm,
        "CA/B BR 7.1.2.7.12",
        "Where the subject is not empty, the subject alternative name is not critical.",
        static (in RuleContext c) => !c.Certificate.HasEmptySubject && c.Extensions.IsCritical(ExtensionKind.SubjectAltName)
            ? "critical, and the subject is not empty"
            : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>
    /// A dNSName is a host name, or one below a wildcard label; no address, no underscore, no bare asterisk. RFC 5280 §4.2.1.6, RFC 1123
    /// §2.1.
    /// </summary>
    public static VerificationRule SubjectAltNameHostForm { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.SubjectAltNameForm,
        "RFC 5280 §4.2.1.6, RFC 1123 §2.1",
        "A dNSName is a host name, or one below a wildcard label; no address, no underscore, no bare asterisk.",
        static (in RuleContext c) => FindHostProblem(c.Certificate.Names),
        defaults: DefaultProfiles.AcsServer);

    /// <summary>A common name, where there is one, is one of the alternative names. CA/B BR 7.1.4.3.</summary>
    public static VerificationRule CommonNameAmongSubjectAltNames { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.CommonNameForm,
        "CA/B BR 7.1.4.3",
        "A common name, where there is one, is one of the alternative names.",
        static (in RuleContext c) => CommonNames.FindStranger(c.Certificate.Names),
        defaults: DefaultProfiles.None);

    /// <summary>
    /// A common name that means one of the alternative names is a copy of it, character by character, and not its Unicode form. CA/B BR
    /// 7.1.4.3.
    /// </summary>
    public static VerificationRule CommonNameCopiesSubjectAltName { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.CommonNameForm,
        "CA/B BR 7.1.4.3",
        "A common name that means one of the alternative names is a copy of it, character by character, and not its Unicode form.",
        static (in RuleContext c) => CommonNames.FindOtherSpelling(c.Certificate.Names),
        defaults: DefaultProfiles.AcsServer);

    private static string? FindHostProblem(PresentedNames presented)
    {
        GeneralNames names = presented.Alternatives;
        while (names.MoveNext())
        {
            if (names.Kind == GeneralNameKind.Dns && !DnsName.IsPattern(names.Bytes))
            {
                return $"dNSName '{PrintableText.Of(names.Bytes)}' is not a host name";
            }
        }

        return null;
    }
}
