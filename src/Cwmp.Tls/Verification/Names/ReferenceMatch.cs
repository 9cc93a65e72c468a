// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Compares the name dialled with the names presented (RFC 9525 §6.3, §6.4, §6.5).</summary>
internal static class ReferenceMatch
{
    /// <summary>Whether a certificate presents the name.</summary>
    /// <param name="names">What the certificate presents.</param>
    /// <param name="name">The name it should have.</param>
    /// <param name="commonNameIsHost">Without alternative names, the common name counts as a host name.</param>
    /// <param name="suffixes">The suffixes a wildcard may not stand over; null allows every wildcard.</param>
    /// <param name="wildcardProblem">Why the only match does not count, or null.</param>
    public static bool IsPresented(
        PresentedNames names, ReferenceName name, bool commonNameIsHost, PublicSuffixes? suffixes, out string? wildcardProblem)
    {
        wildcardProblem = null;
        bool found = false;
        bool any = false;
        GeneralNames presented = names.Alternatives;
        while (!found && presented.MoveNext())
        {
            any = true;
            found = (name.Kind, presented.Kind) switch
            {
                (ReferenceNameKind.Dns, GeneralNameKind.Dns) => MatchesHost(presented.Bytes, name.Octets, suffixes, ref wildcardProblem),
                (ReferenceNameKind.Ip, GeneralNameKind.Ip) => presented.Bytes.SequenceEqual(name.Octets),
                (ReferenceNameKind.Mail, GeneralNameKind.Mail) => MailName.AreEqual(presented.Bytes, name.Octets),
                _ => false,
            };
        }

        if (found)
        {
            wildcardProblem = null;
        }

        return found || (!any && !names.HasAlternatives && commonNameIsHost && IsCommonName(names, name));
    }

    private static bool MatchesHost(
        ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> host, PublicSuffixes? suffixes, ref string? wildcardProblem)
    {
        if (!DnsName.IsPattern(pattern) || !DnsName.Matches(pattern, host))
        {
            return false;
        }

        if (suffixes is not null && DnsName.IsWildcard(pattern) && suffixes.Contains(pattern[2..]))
        {
            wildcardProblem = $"'{PrintableText.Of(pattern)}' stands over a public suffix";
            return false;
        }

        return true;
    }

    // The old rule: the one common name is the host, or the address as text, ignoring case. Wildcards were never part of it.
    private static bool IsCommonName(PresentedNames presented, ReferenceName name)
    {
        List<string> names = CommonNames.Of(presented);
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
