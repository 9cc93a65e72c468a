// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.AspNetCore.Proxies;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Configuration;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>Fills <see cref="CwmpAcsOptions"/> from a configuration section.</summary>
internal static class AcsConfiguration
{
    // What is an object of the program: a key for it would be known to the binder and do nothing.
    private static readonly string[] OnlyInCode =
    [
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Serializer)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.SessionEnded)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Refused)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.LoggerFactory)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.TimeProvider)}",
        $"{nameof(CwmpAcsOptions.Engine)}:{nameof(AcsEngineOptions.Identity)}:{nameof(AcsIdentityOptions.DowngradeGuard)}",
        $"{nameof(CwmpAcsOptions.TrustedProxies)}:{nameof(CwmpTrustedProxyOptions.Verifier)}",
    ];

    private const string Algorithms =
        $"{nameof(CwmpAcsOptions.HttpAuthentication)}:{nameof(CwmpHttpAuthenticationOptions.Authenticator)}:{nameof(HttpAuthenticatorOptions.Algorithms)}";

    public static void Bind(IConfiguration section, CwmpAcsOptions options, Action<BinderOptions> how)
    {
        if (section.GetSection(Algorithms).Exists())
        {
            // The binder adds to lists; a preference is meant to stand in place of the default.
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

        foreach (IConfigurationSection network in section.GetSection($"{nameof(CwmpAcsOptions.TrustedProxies)}:{nameof(CwmpTrustedProxyOptions.Networks)}").GetChildren())
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
