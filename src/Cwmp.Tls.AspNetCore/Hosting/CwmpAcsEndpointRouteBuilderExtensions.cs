// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the URL that devices call (<c>ManagementServer.URL</c>).</summary>
public static class CwmpAcsEndpointRouteBuilderExtensions
{
    /// <summary>Maps an ACS whose sessions are run by one method.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path, such as <c>/acs</c>.</param>
    /// <param name="handler">Runs once for each session; see <see cref="CwmpAcs.RunAsync"/>.</param>
    /// <returns>The endpoint, for example to restrict it to a host.</returns>
    /// <exception cref="InvalidOperationException"><c>AddCwmpAcs</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every mistake.</exception>
    public static IEndpointConventionBuilder MapCwmpAcs(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<AcsSession, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Map(endpoints, pattern, CwmpAcs.FromDelegate(handler));
    }

    /// <summary>Maps an ACS whose sessions share one object.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path, such as <c>/acs</c>.</param>
    /// <param name="acs">The ACS; used by all sessions at the same time.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddCwmpAcs</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every mistake.</exception>
    public static IEndpointConventionBuilder MapCwmpAcs(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, CwmpAcs acs)
    {
        ArgumentNullException.ThrowIfNull(acs);
        return Map(endpoints, pattern, acs);
    }

    /// <summary>
    /// Maps an ACS that is made anew for each session, in a dependency injection scope of its own; it need not be registered. Scope and ACS are disposed when the
    /// session is over.
    /// </summary>
    /// <typeparam name="TAcs">The ACS; its constructor takes services.</typeparam>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path, such as <c>/acs</c>.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddCwmpAcs</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every mistake.</exception>
    public static IEndpointConventionBuilder MapCwmpAcs<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAcs>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where TAcs : CwmpAcs
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return Map(endpoints, pattern, new ScopedAcsFactory<TAcs>(endpoints.ServiceProvider));
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, CwmpAcs acs) =>
        Map(endpoints, pattern, (options, logging, time) => new AcsEngine(acs, options, logging, time));

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, ICwmpAcsFactory factory) =>
        Map(endpoints, pattern, (options, logging, time) => new AcsEngine(factory, options, logging, time));

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string pattern, Func<AcsEngineOptions, ILoggerFactory, TimeProvider, AcsEngine> makeEngine)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        IServiceProvider services = endpoints.ServiceProvider;
        CwmpAcsServers servers = services.GetService<CwmpAcsServers>() ??
            throw new InvalidOperationException("The services of CWMP endpoints are missing: call builder.Services.AddCwmpAcs().");
        CwmpAcsOptions options = services.GetRequiredService<IOptions<CwmpAcsOptions>>().Value;
        ILoggerFactory logging = services.GetRequiredService<ILoggerFactory>();
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        ILogger logger = logging.CreateLogger("Cwmp.Tls.AspNetCore.CwmpAcs");

        AcsEngine engine = makeEngine(options.Engine, logging, time);
        var endpoint = new CwmpAcsEndpoint(engine, options, services.GetRequiredService<ICwmpCredentialStore>(), logger, time);
        servers.Add(endpoint);
        AspNetCoreLog.EndpointMapped(logger, pattern);
        return endpoints.Map(pattern, endpoint.InvokeAsync).WithDisplayName("CWMP ACS " + pattern);
    }
}
