// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Health;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of an ACS, for <c>services.AddHealthChecks()</c>.</summary>
/// <example>
/// <code>
/// builder.Services.AddHealthChecks().AddCwmpTls().AddCwmpAcs(configure: health => health.CapacityWarning = 0.8);
/// app.MapHealthChecks("/health");
/// </code>
/// </example>
public static class CwmpHealthChecksBuilderExtensions
{
    /// <summary>
    /// Watches the context that <c>AddCwmpTls</c> registered. It is unhealthy when its certificate has expired or a CRL has lapsed, and
    /// degraded when one of them soon will, or when changed files could not be used.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. Default <c>cwmp-tls</c>.</param>
    /// <param name="contextName">The name of the context, where there are several; null for the one without a name.</param>
    /// <param name="configure">Changes when to warn; null for the defaults.</param>
    /// <param name="failureStatus">What to report instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message lists all of them.</exception>
    public static IHealthChecksBuilder AddCwmpTls(
        this IHealthChecksBuilder builder,
        string name = "cwmp-tls",
        string? contextName = null,
        Action<CwmpHealthOptions>? configure = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        CwmpHealthOptions options = Create(builder, name, configure);
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new CwmpTlsHealthCheck(
                string.IsNullOrEmpty(contextName)
                    ? services.GetRequiredService<CwmpTlsContext>()
                    : services.GetRequiredKeyedService<CwmpTlsContext>(contextName),
                options,
                services.GetService<TimeProvider>() ?? TimeProvider.System),
            failureStatus,
            tags));
    }

    /// <summary>Watches a context that is no service, in the same way.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="context">The context; it stays the caller's.</param>
    /// <param name="name">The name of the check. Default <c>cwmp-tls</c>.</param>
    /// <param name="configure">Changes when to warn; null for the defaults.</param>
    /// <param name="failureStatus">What to report instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message lists all of them.</exception>
    public static IHealthChecksBuilder AddCwmpTls(
        this IHealthChecksBuilder builder,
        CwmpTlsContext context,
        string name = "cwmp-tls",
        Action<CwmpHealthOptions>? configure = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        CwmpHealthOptions options = Create(builder, name, configure);
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new CwmpTlsHealthCheck(context, options, services.GetService<TimeProvider>() ?? TimeProvider.System),
            failureStatus,
            tags));
    }

    /// <summary>
    /// Watches the capacity of the endpoints that <c>MapCwmpAcs</c> mapped. It is unhealthy when all sessions or requests are taken, or
    /// when the ACS is stopping, and degraded when nearly all of them are taken.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. Default <c>cwmp-acs</c>.</param>
    /// <param name="configure">Changes when to warn; null for the defaults.</param>
    /// <param name="failureStatus">What to report instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message lists all of them.</exception>
    public static IHealthChecksBuilder AddCwmpAcs(
        this IHealthChecksBuilder builder,
        string name = "cwmp-acs",
        Action<CwmpHealthOptions>? configure = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        CwmpHealthOptions options = Create(builder, name, configure);
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new CwmpAcsHealthCheck(
                services.GetRequiredService<CwmpAcsServers>(), services.GetRequiredService<IOptions<CwmpAcsOptions>>(), options),
            failureStatus,
            tags));
    }

    private static CwmpHealthOptions Create(IHealthChecksBuilder builder, string name, Action<CwmpHealthOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new CwmpHealthOptions();
        configure?.Invoke(options);
        OptionsErrors.ThrowIfAny(options.Validate(), nameof(configure));
        return options.Snapshot();
    }
}
