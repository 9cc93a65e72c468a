// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.AspNetCore.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers TLS contexts that are described in the configuration.</summary>
public static class CwmpTlsServiceCollectionExtensions
{
    /// <summary>
    /// Registers the <see cref="CwmpTlsContext"/> that a configuration section describes (see <see cref="CwmpTlsOptions"/>), as a singleton that the container disposes. It is
    /// built before the application listens, and watches its files; secure a listener with <c>UseCwmpTls()</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section; every key in it must be one of the options. Read once.</param>
    /// <param name="configure">Adds what only code can say; null for nothing.</param>
    /// <remarks>
    /// Mistakes stop the application when it starts, with an <see cref="OptionsValidationException"/> that lists all of them. Logs and time come from the services.
    /// </remarks>
    public static IServiceCollection AddCwmpTls(
        this IServiceCollection services, IConfiguration section, Action<CwmpTlsContextBuilder>? configure = null) =>
        services.AddCwmpTls(Options.Options.DefaultName, section, configure);

    /// <summary>The same for one of several contexts, as a keyed singleton: <c>[FromKeyedServices("name")] CwmpTlsContext</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key; each name once.</param>
    /// <param name="section">The section; every key in it must be one of the options. Read once.</param>
    /// <param name="configure">Adds what only code can say; null for nothing.</param>
    /// <exception cref="ArgumentException">There is a context of this name already.</exception>
    public static IServiceCollection AddCwmpTls(
        this IServiceCollection services, string name, IConfiguration section, Action<CwmpTlsContextBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(section);
        if (services.Any(service => service.ImplementationInstance is CwmpTlsRegistration known && string.Equals(known.Name, name, StringComparison.Ordinal)))
        {
            throw new ArgumentException(name.Length == 0 ? "There is a context already; give further ones a name." : $"There is a context \"{name}\" already.", nameof(name));
        }

        var bound = new BoundOptions<CwmpTlsOptions>(name, section, static (from, options, how) => from.Bind(options, how));
        services.AddOptions<CwmpTlsOptions>(name);
        services.AddSingleton<IConfigureOptions<CwmpTlsOptions>>(bound);
        services.AddSingleton<IValidateOptions<CwmpTlsOptions>>(bound);
        services.AddSingleton(new CwmpTlsRegistration(name, configure));
        if (services.All(service => service.ServiceType != typeof(CwmpTlsContexts)))
        {
            services.AddSingleton<CwmpTlsContexts>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<CwmpTlsContexts>());
        }

        // The container disposes of what it hands out; a second time does nothing.
        if (name.Length == 0)
        {
            services.TryAddSingleton(provider => provider.GetRequiredService<CwmpTlsContexts>().Get(""));
        }
        else
        {
            services.TryAddKeyedSingleton(name, (provider, key) => provider.GetRequiredService<CwmpTlsContexts>().Get((string)key!));
        }

        return services;
    }
}
