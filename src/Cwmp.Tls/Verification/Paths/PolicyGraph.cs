// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification;

/// <summary>Certificate policies along a path (RFC 5280 §6.1, as updated by RFC 9618), with any policy as the user's wish.</summary>
internal static class PolicyGraph
{
    /// <summary>What is wrong, or null. Without a CA that requires an explicit policy there is nothing to find (§6.1.2(d)).</summary>
    public static string? FindProblem(List<ParsedCertificate> path)
    {
        foreach (ParsedCertificate certificate in path)
        {
            if (certificate.Extensions.RequireExplicitPolicy >= 0)
            {
                return "policies are required";
            }
        }

        return null;
    }
}
