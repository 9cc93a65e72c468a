// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>How an ACS checks the HTTP credentials of devices (TR-069 §3.4.4). Read once, when the endpoint is mapped.</summary>
public sealed class CwmpHttpAuthenticationOptions
{
    /// <summary>Realm, Digest algorithms and nonces. The realm counts for stored Digest hashes too.</summary>
    public HttpAuthenticatorOptions Authenticator { get; } = new();

    /// <summary>
    /// The schemes inside TLS. Default both, Digest offered first: TR-069 advises Basic inside TLS, and many devices take the first scheme they know. Without TLS
    /// Digest is the only one, whatever stands here.
    /// </summary>
    public HttpAuthenticationSchemes SchemesInsideTls { get; set; } = HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic;

    /// <summary>
    /// How often one address (for IPv6 its /64) may fail within <see cref="FailureWindow"/>; then its requests with credentials are refused with 429 unheard, but for user names
    /// that were last right from there. Default 1,000: thousands of devices share an address behind a carrier's NAT, and each that has a wrong password uses up
    /// <see cref="MaxFailuresPerUsername"/> of it; at least 1.
    /// </summary>
    public int MaxFailuresPerAddress { get; set; } = 1000;

    /// <summary>
    /// How often one user name may fail within <see cref="FailureWindow"/>, wherever it comes from; then it is refused with 429 unheard, except from the address it was last right
    /// from: an attacker elsewhere cannot lock a device out. From that address it may fail ten times as often. Default 10; at least 1.
    /// </summary>
    public int MaxFailuresPerUsername { get; set; } = 10;

    /// <summary>The window of both limits. Default 5 minutes; 1 second to 1 day.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many addresses and how many names are remembered for the limits. Default 16,384, some 6 MB when full; at least 16.</summary>
    public int MaxRememberedFailures { get; set; } = 16384;

    internal IEnumerable<string> Validate()
    {
        foreach (string problem in Authenticator.Validate())
        {
            yield return $"{nameof(Authenticator)}: {problem}";
        }

        if ((SchemesInsideTls & (HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic)) == 0)
        {
            yield return $"{nameof(SchemesInsideTls)} must name Digest, Basic or both.";
        }

        if (MaxFailuresPerAddress < 1)
        {
            yield return $"{nameof(MaxFailuresPerAddress)} must be at least 1, not {MaxFailuresPerAddress}.";
        }

        if (MaxFailuresPerUsername < 1)
        {
            yield return $"{nameof(MaxFailuresPerUsername)} must be at least 1, not {MaxFailuresPerUsername}.";
        }

        if (FailureWindow < TimeSpan.FromSeconds(1) || FailureWindow > TimeSpan.FromDays(1))
        {
            yield return $"{nameof(FailureWindow)} must be between 1 second and 1 day, not {FailureWindow}.";
        }

        if (MaxRememberedFailures < 16)
        {
            yield return $"{nameof(MaxRememberedFailures)} must be at least 16, not {MaxRememberedFailures}.";
        }
    }
}
