// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Compares the name dialled with the names presented (RFC 9525 §6.3, §6.4, §6.5).</summary>
internal static class ReferenceMatch
{
    public static bool IsPresented(
        ParsedCertificate leaf, ReferenceName name, VerificationProfile profile, PublicSuffixes suffixes, out string? wildcardProblem)
    {
        wildcardProblem = null;
        bool found = false;
        bool any = false;
        GeneralNames presented = GeneralNames.OfSubject(leaf);
        while (!found && presented.MoveNext())
        {
            any = true;
            found = (name.Kind, presented.Kind) switch
            {
                (ReferenceNameKind.Dns, GeneralNameKind.Dns) => MatchesHost(presented.Bytes, name.Octets, profile, suffixes, ref wildcardProblem),
                (ReferenceNameKind.Ip, GeneralNameKind.Ip) => presented.Bytes.SequenceEqual(name.Octets),
                (ReferenceNameKind.Mail, GeneralNameKind.Mail) => MailName.AreEqual(presented.Bytes, name.Octets),
                _ => false,
            };
        }

        if (found)
        {
            wildcardProblem = null;
        }

        return found || (!any && !leaf.Extensions.Has(ExtensionKind.SubjectAltName) && profile.Has(VerificationRules.LegacyCommonNameHost)
            && IsCommonName(leaf, name));
    }

    private static bool MatchesHost(
        ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> host, VerificationProfile profile, PublicSuffixes suffixes, ref string? wildcardProblem)
    {
        if (!DnsName.IsPattern(pattern) || !DnsName.Matches(pattern, host))
        {
            return false;
        }

        if (DnsName.IsWildcard(pattern) && profile.Has(VerificationRules.WildcardBelowRegisteredName)
            && suffixes.Contains(pattern[2..]))
        {
            wildcardProblem = $"'{PrintableText.Of(pattern)}' stands over a public suffix";
            return false;
        }

        return true;
    }

    // The old rule: the one common name is the host, or the address as text, ignoring case. Wildcards were never part of it.
    private static bool IsCommonName(ParsedCertificate leaf, ReferenceName name)
    {
        List<string> names = CommonNames.Of(leaf);
        if (names.Count != 1)
        {
            return false;
        }

        return name.Kind switch
        {
            ReferenceNameKind.Dns => System.Text.Ascii.EqualsIgnoreCase(name.Octets, names[0]),
            ReferenceNameKind.Ip => ReferenceName.FromHost(names[0]).Equals(name),
            _ => false,
        };
    }
}
