// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Keys;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>A certificate that has the name of another one's issuer, and whether its key made the signature.</summary>
internal sealed class PathEdge(PathNode issuer)
{
    public PathNode Issuer => issuer;

    /// <summary>Null until it was checked.</summary>
    public SignatureOutcome? Outcome { get; set; }
}
