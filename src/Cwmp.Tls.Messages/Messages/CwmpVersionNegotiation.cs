// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Messages;

/// <summary>
/// Agreement on a version of CWMP (TR-069 §3.7.4), as pure functions for both sides. The namespace alone cannot tell 1.2, 1.3 and 1.4
/// apart, hence the headers: a CPE of 1.4 lists its versions, and the ACS names the one to use.
/// </summary>
public static class CwmpVersionNegotiation
{
    /// <summary>
    /// The ACS chooses: the highest version both sides speak. A CPE that sends no list is of 1.3 at most, and is answered without
    /// UseCWMPVersion, which it would have to refuse.
    /// </summary>
    /// <param name="inform">The envelope of the Inform.</param>
    /// <param name="supported">The versions of the ACS; <see cref="CwmpVersion.All"/> unless there are reasons.</param>
    /// <param name="agreement">What to use for the rest of the session.</param>
    /// <returns>False when there is no version in common: the answer is then fault 8006.</returns>
    public static bool TryAnswerInform(
        CwmpEnvelope inform,
        IReadOnlyList<CwmpVersion> supported,
        [NotNullWhen(true)] out CwmpVersionAgreement? agreement)
    {
        ArgumentNullException.ThrowIfNull(inform);
        ArgumentNullException.ThrowIfNull(supported);
        CwmpNamespace echoed = inform.Namespace.IsNone ? CwmpNamespace.Cwmp12 : inform.Namespace;
        agreement = null;
        if (inform.SupportedCwmpVersions.Count > 0)
        {
            // The list is the CPE's; one it sends UseCWMPVersion for must be a member of it.
            CwmpVersion? best = Highest(inform.SupportedCwmpVersions, supported.Contains);
            if (best is { } version)
            {
                agreement = new CwmpVersionAgreement(version, NamespaceFor(version, echoed), UseCwmpVersion: version);
            }
        }
        else
        {
            // Without a list the CPE speaks one version, and the ones before it, which differ only in what is left out.
            CwmpVersion spoken = Infer(echoed, inform.SessionTimeout is not null);
            CwmpVersion? best = Highest(supported, v => v <= spoken);
            if (best is { } version)
            {
                agreement = new CwmpVersionAgreement(version, NamespaceFor(version, echoed), UseCwmpVersion: null);
            }
        }

        return agreement is not null;
    }

    /// <summary>
    /// The CPE learns what the ACS chose: the version it names, or, from an ACS of 1.3 at most, the smaller of the CPE's own and the one
    /// that the namespace of the answer stands for.
    /// </summary>
    /// <param name="informResponse">The envelope of the InformResponse.</param>
    /// <param name="supported">The versions of the CPE, as its Inform listed them.</param>
    /// <param name="agreement">What to use for the rest of the session.</param>
    /// <returns>
    /// False when the ACS names a version the CPE does not speak, or answers in a namespace that stands for none of them.
    /// </returns>
    public static bool TryReadAnswer(
        CwmpEnvelope informResponse,
        IReadOnlyList<CwmpVersion> supported,
        [NotNullWhen(true)] out CwmpVersionAgreement? agreement)
    {
        ArgumentNullException.ThrowIfNull(informResponse);
        ArgumentNullException.ThrowIfNull(supported);
        CwmpNamespace used = informResponse.Namespace.IsNone ? CwmpNamespace.Cwmp12 : informResponse.Namespace;
        agreement = null;
        if (informResponse.UseCwmpVersion is { } chosen)
        {
            if (supported.Contains(chosen))
            {
                agreement = new CwmpVersionAgreement(chosen, NamespaceFor(chosen, used), UseCwmpVersion: null);
            }
        }
        else
        {
            // An ACS that does not name a version is of 1.3 at most, and cwmp-1-2 stands for 1.2 and 1.3 alike.
            CwmpVersion inferred = Infer(used, isAtLeast13: true);
            CwmpVersion? best = Highest(supported, v => v <= inferred);
            if (best is { } version)
            {
                agreement = new CwmpVersionAgreement(version, NamespaceFor(version, used), UseCwmpVersion: null);
            }
        }

        return agreement is not null;
    }

    /// <summary>
    /// The version that the namespace of an Inform without SupportedCWMPVersions stands for: cwmp-1-2 is 1.3 with SessionTimeout and 1.2
    /// without.
    /// </summary>
    /// <param name="inform">The envelope of the Inform.</param>
    public static CwmpVersion InferVersion(CwmpEnvelope inform)
    {
        ArgumentNullException.ThrowIfNull(inform);
        return Highest(inform.SupportedCwmpVersions, _ => true) ?? Infer(inform.Namespace, inform.SessionTimeout is not null);
    }

    private static CwmpVersion Infer(CwmpNamespace ns, bool isAtLeast13) => (ns.Major, ns.Minor) switch
    {
        (1, 0) => CwmpVersion.Cwmp10,
        (1, 1) => CwmpVersion.Cwmp11,
        (1, 2) => isAtLeast13 ? CwmpVersion.Cwmp13 : CwmpVersion.Cwmp12,

        // cwmp-1-3 and cwmp-1-4 are not official, but say what they mean.
        (1, 3) => CwmpVersion.Cwmp13,
        (1, 4) => CwmpVersion.Cwmp14,
        _ => CwmpVersion.Cwmp12,
    };

    // The namespace of the peer is echoed exactly, unless the agreed version is older than what it stands for.
    private static CwmpNamespace NamespaceFor(CwmpVersion version, CwmpNamespace echoed)
    {
        CwmpNamespace official = CwmpNamespace.ForVersion(version);
        bool older = official.Major < echoed.Major || (official.Major == echoed.Major && official.Minor < Math.Min(echoed.Minor, 2));
        return older ? official : echoed;
    }

    private static CwmpVersion? Highest(IReadOnlyList<CwmpVersion> versions, Func<CwmpVersion, bool> condition)
    {
        CwmpVersion? best = null;
        foreach (CwmpVersion version in versions)
        {
            if (condition(version) && (best is null || version > best))
            {
                best = version;
            }
        }

        return best;
    }
}
