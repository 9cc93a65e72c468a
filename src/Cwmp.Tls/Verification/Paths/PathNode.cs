// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>A certificate as a step of paths, with everything that is found out about it once and asked often.</summary>
internal sealed class PathNode(ParsedCertificate certificate, TrustAnchor? anchor, int authority, int issuerName)
{
    public ParsedCertificate Certificate => certificate;

    /// <summary>The anchor, where the certificate is one.</summary>
    public TrustAnchor? Anchor => anchor;

    /// <summary>The same number for all certificates of one CA: one name, one key. A path visits a CA once.</summary>
    public int Authority => authority;

    /// <summary>The number of the issuer's name (see <see cref="NameNumbers"/>).</summary>
    public int IssuerName => issuerName;

    /// <summary>What may have issued it, the likeliest first; null until it is asked for.</summary>
    public PathEdge[]? Issuers { get; set; }

    /// <summary>What it may have issued; null where that was not asked for.</summary>
    public List<(PathNode Child, PathEdge Edge)>? Issued { get; set; }

    /// <summary>Whether nothing is wrong with the certificate on its own; null until it is asked for.</summary>
    public bool? IsSound { get; set; }

    /// <summary>False where it is known that no chain of good signatures leads from here to an anchor.</summary>
    public bool MayLeadToAnchor { get; set; } = true;
}
