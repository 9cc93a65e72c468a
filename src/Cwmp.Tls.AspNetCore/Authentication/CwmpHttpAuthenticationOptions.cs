// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// How an ACS checks the HTTP credentials of devices (TR-069 §3.4.4). The options are checked and copied when the endpoint is mapped: later
/// changes have no effect.
/// </summary>
public sealed class CwmpHttpAuthenticationOptions
{
    /// <summary>
    /// Realm, Digest algorithms and nonces. Stored Digest hashes have to be made for this realm. The clock is that of the ACS, whatever
    /// <see cref="HttpAuthenticatorOptions.TimeProvider"/> says.
    /// </summary>
    public HttpAuthenticatorOptions Authenticator { get; } = new();

    /// <summary>
    /// The schemes inside TLS. Default both, with Digest offered first: TR-069 recommends Basic inside TLS, and many devices take the first
    /// scheme they know. Without TLS only Digest is accepted, whatever this setting says.
    /// </summary>
    public HttpAuthenticationSchemes SchemesInsideTls { get; set; } = HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic;

    /// <summary>
    /// How often one address (for IPv6 its /64) may fail within <see cref="FailureWindow"/>. After that, requests with credentials from
    /// this address get 429 and their password is not checked. A user name that last authenticated from this address is exempt. Default
    /// 1,000, because thousands of devices share an address behind a carrier's NAT, and each device with a wrong password uses up
    /// <see cref="MaxFailuresPerUsername"/> of it; at least 1.
    /// </summary>
    public int MaxFailuresPerAddress { get; set; } = 1000;

    /// <summary>
    /// How often one user name may fail within <see cref="FailureWindow"/>, from all addresses together. After that, its requests get 429
    /// and their password is not checked. The address from which the name last authenticated has a limit of its own, ten times as high: an
    /// attacker at another address cannot lock a device out. Default 10; at least 1.
    /// </summary>
    public int MaxFailuresPerUsername { get; set; } = 10;

    /// <summary>The window of both limits. Default 5 minutes; 1 second to 1 day.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many addresses and how many names the limits remember. Default 16,384, about 6 MB when full; at least 16.</summary>
    public int MaxRememberedFailures { get; set; } = 16384;

    /// <summary>A copy of <see cref="Authenticator"/> on the clock of the ACS.</summary>
    internal HttpAuthenticatorOptions AuthenticatorWith(TimeProvider time)
    {
        var copy = new HttpAuthenticatorOptions
        {
            Realm = Authenticator.Realm,
            AllowMissingQop = Authenticator.AllowMissingQop,
            NonceLifetime = Authenticator.NonceLifetime,
            MaxRememberedNonces = Authenticator.MaxRememberedNonces,
            NonceKey = Authenticator.NonceKey is null ? null : [.. Authenticator.NonceKey],
            TimeProvider = time,
        };
        copy.Algorithms.Clear();
        foreach (HttpDigestAlgorithm algorithm in Authenticator.Algorithms)
        {
            copy.Algorithms.Add(algorithm);
        }

        return copy;
    }

    internal IEnumerable<string> Validate()
    {
        foreach (string problem in OptionsErrors.Of(() => _ = new HttpAuthenticator(Authenticator)))
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
