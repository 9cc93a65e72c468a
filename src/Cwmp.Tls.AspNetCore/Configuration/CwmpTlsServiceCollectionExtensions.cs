// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.AspNetCore.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers TLS contexts that the configuration describes.</summary>
/// <example>
/// <code>
/// WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
/// builder.Services.AddCwmpTls(builder.Configuration.GetSection("Tls"));
/// builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(7547, listen => listen.UseCwmpTls()));
/// </code>
/// With, in <c>appsettings.json</c>:
/// <code>
/// "Tls": { "CaFile": "device-ca.pem", "CertificateChainFile": "acs.pem", "PrivateKeyFile": "acs.key" }
/// </code>
/// </example>
public static class CwmpTlsServiceCollectionExtensions
{
    /// <summary>
    /// Registers the <see cref="CwmpTlsContext"/> that a configuration section describes (see <see cref="CwmpTlsOptions"/>), as a singleton
    /// that the container disposes. It is built before the application listens, and it watches its files. <c>UseCwmpTls()</c> secures a
    /// listener with it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section; every key in it must be one of the options. Read once.</param>
    /// <param name="configure">Adds what only code can say, and has the last word; null for nothing.</param>
    /// <remarks>
    /// Mistakes stop the application when it starts, with an <see cref="OptionsValidationException"/> that lists all of them. The logger
    /// factory and the <see cref="TimeProvider"/> come from the services.
    /// </remarks>
    public static IServiceCollection AddCwmpTls(
        this IServiceCollection services, IConfiguration section, Action<CwmpTlsContextBuilder>? configure = null) =>
        services.AddCwmpTls(Options.Options.DefaultName, section, configure);

    /// <summary>
    /// Registers one of several contexts in the same way, as a keyed singleton: <c>[FromKeyedServices("name")] CwmpTlsContext</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key; each name once.</param>
    /// <param name="section">The section; every key in it must be one of the options. Read once.</param>
    /// <param name="configure">Adds what only code can say, and has the last word; null for nothing.</param>
    /// <exception cref="ArgumentException">There is a context of this name already.</exception>
    public static IServiceCollection AddCwmpTls(
        this IServiceCollection services, string name, IConfiguration section, Action<CwmpTlsContextBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(section);
        if (services.Any(service => service.ImplementationInstance is CwmpTlsRegistration known && known.IsFor(name)))
        {
            throw new ArgumentException(
                name.Length == 0 ? "There is a context already; give further ones a name." : $"There is a context \"{name}\" already.",
                nameof(name));
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

        // The container disposes of what it hands out, and so does CwmpTlsContexts. The second disposal does nothing.
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
