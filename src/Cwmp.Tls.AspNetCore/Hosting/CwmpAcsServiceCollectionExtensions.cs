// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what an ACS on ASP.NET Core needs.</summary>
public static class CwmpAcsServiceCollectionExtensions
{
    /// <summary>
    /// Registers the services of CWMP endpoints; map them with <c>MapCwmpAcs</c>. Without a credential store no user name is known, and devices need
    /// certificates of their own. May be called several times.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    public static CwmpAcsBuilder AddCwmpAcs(this IServiceCollection services, Action<CwmpAcsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CwmpAcsOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CwmpAcsOptions>, CwmpAcsOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, KestrelHeaderEncoding>());
        services.TryAddSingleton<ICwmpCredentialStore, MemoryCwmpCredentialStore>();
        if (services.All(service => service.ServiceType != typeof(CwmpAcsServers)))
        {
            services.AddSingleton<CwmpAcsServers>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<CwmpAcsServers>());
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new CwmpAcsBuilder(services);
    }
}
