// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Configuration;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what an ACS on ASP.NET Core needs.</summary>
public static class CwmpAcsServiceCollectionExtensions
{
    /// <summary>
    /// Registers the services of CWMP endpoints; map the endpoints with <c>MapCwmpAcs</c>. Without a credential store every device needs a
    /// certificate of its own, and the user names and passwords that devices send are ignored. It may be called several times.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <example>
    /// <code>
    /// builder.Services
    ///     .AddCwmpAcs(acs => acs.Engine.MaxSessions = 50_000)
    ///     .AddCredentialFile("/etc/acs/devices.txt");
    /// </code>
    /// </example>
    public static CwmpAcsBuilder AddCwmpAcs(this IServiceCollection services, Action<CwmpAcsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CwmpAcsOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CwmpAcsOptions>, CwmpAcsOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CwmpAcsOptions>, CwmpAcsServices>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, KestrelHeaderEncoding>());
        services.TryAddSingleton<ICwmpCredentialStore, NoCredentialStore>();
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

    /// <summary>Registers the services of CWMP endpoints with options from a configuration section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">
    /// The section. Every key in it must be one of the options of <see cref="CwmpAcsOptions"/>; an option that is an object of the program
    /// cannot be set there. It is read once.
    /// </param>
    /// <param name="configure">Changes the options after that; null for nothing.</param>
    /// <remarks>All mistakes are reported in one exception when the application starts.</remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddCwmpAcs(builder.Configuration.GetSection("Acs"));
    /// </code>
    /// </example>
    public static CwmpAcsBuilder AddCwmpAcs(
        this IServiceCollection services, IConfiguration section, Action<CwmpAcsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var bound = new BoundOptions<CwmpAcsOptions>(Options.Options.DefaultName, section, AcsConfiguration.Bind, AcsConfiguration.Check);
        services.AddSingleton<IConfigureOptions<CwmpAcsOptions>>(bound);
        services.AddSingleton<IValidateOptions<CwmpAcsOptions>>(bound);
        services.AddOptions<CwmpAcsOptions>().ValidateOnStart();
        return services.AddCwmpAcs(configure);
    }
}
