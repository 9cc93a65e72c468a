// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Proxies;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Configuration;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>Fills <see cref="CwmpAcsOptions"/> from a configuration section.</summary>
internal static class AcsConfiguration
{
    private const string Authenticator =
        $"{nameof(CwmpAcsOptions.HttpAuthentication)}:{nameof(CwmpHttpAuthenticationOptions.Authenticator)}";

    private const string Algorithms = $"{Authenticator}:{nameof(HttpAuthenticatorOptions.Algorithms)}";

    private const string Networks = $"{nameof(CwmpAcsOptions.TrustedProxies)}:{nameof(CwmpTrustedProxyOptions.Networks)}";

    // Options that are objects of the program. The binder knows their names, so it would take a key for one and do nothing.
    private static readonly string[] OnlyInCode =
    [
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Serializer)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.SessionEnded)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Refused)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.LoggerFactory)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.TimeProvider)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Identity)}:{nameof(AcsIdentityOptions.DowngradeGuard)}",
        $"{Authenticator}:{nameof(HttpAuthenticatorOptions.TimeProvider)}",
        $"{nameof(CwmpAcsOptions.TrustedProxies)}:{nameof(CwmpTrustedProxyOptions.Verifier)}",
    ];

    public static void Bind(IConfiguration section, CwmpAcsOptions options, Action<BinderOptions> how)
    {
        if (section.GetSection(Algorithms).Exists())
        {
            // The binder adds to lists. A list of algorithms is meant to replace the default.
            options.HttpAuthentication.Authenticator.Algorithms.Clear();
        }

        section.Bind(options, how);
    }

    public static IEnumerable<string> Check(IConfiguration section, CwmpAcsOptions options)
    {
        foreach (string key in OnlyInCode)
        {
            if (section.GetSection(key).Exists())
            {
                yield return $"{key} cannot be set in the configuration; set it in code.";
            }
        }

        foreach (IConfigurationSection network in section.GetSection(Networks).GetChildren())
        {
            if (IPNetwork.TryParse(network.Value, out IPNetwork parsed))
            {
                options.TrustedProxies.Networks.Add(parsed);
            }
            else
            {
                yield return $"{network.Path} is no network such as 10.0.0.0/8: \"{network.Value}\".";
            }
        }
    }
}
