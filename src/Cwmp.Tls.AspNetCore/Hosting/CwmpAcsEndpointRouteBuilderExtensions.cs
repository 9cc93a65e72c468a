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
    /// <example>
    /// <code>
    /// app.MapCwmpAcs("/acs", async (session, cancellationToken) =>
    /// {
    ///     foreach (ParameterValue value in await session.GetParameterValuesAsync("Device.DeviceInfo.", cancellationToken))
    ///     {
    ///         Console.WriteLine($"{session.Device}: {value}");
    ///     }
    /// });
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapCwmpAcs(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<AcsSession, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.MapCwmpAcs(pattern, CwmpAcs.FromDelegate(handler));
    }

    /// <summary>Maps an ACS whose sessions share one object.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path, such as <c>/acs</c>.</param>
    /// <param name="acs">The ACS; used by all sessions at the same time.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddCwmpAcs</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every mistake.</exception>
    public static IEndpointConventionBuilder MapCwmpAcs(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, CwmpAcs acs)
    {
        ArgumentNullException.ThrowIfNull(acs);
        return Map(endpoints, pattern, options => new AcsEngine(acs, options));
    }

    /// <summary>
    /// Maps an ACS of which each session gets a new object, in a dependency injection scope of its own. The type need not be registered.
    /// Scope and object are disposed when the session is over.
    /// </summary>
    /// <typeparam name="TAcs">The ACS; its constructor takes services.</typeparam>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path, such as <c>/acs</c>.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddCwmpAcs</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every mistake.</exception>
    public static IEndpointConventionBuilder MapCwmpAcs<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAcs>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where TAcs : CwmpAcs
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var factory = new ScopedAcsFactory<TAcs>(endpoints.ServiceProvider);
        return Map(endpoints, pattern, options => new AcsEngine(factory, options));
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string pattern, Func<AcsEngineOptions, AcsEngine> makeEngine)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        IServiceProvider services = endpoints.ServiceProvider;
        CwmpAcsServers servers = services.GetService<CwmpAcsServers>() ??
            throw new InvalidOperationException("The services of CWMP endpoints are missing: call builder.Services.AddCwmpAcs().");
        CwmpAcsOptions options = services.GetRequiredService<IOptions<CwmpAcsOptions>>().Value;
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Cwmp.Tls.AspNetCore.CwmpAcs");
        var endpoint = new CwmpAcsEndpoint(
            makeEngine(options.Engine), options, services.GetRequiredService<ICwmpCredentialStore>(), logger);
        servers.Add(endpoint);
        AspNetCoreLog.EndpointMapped(logger, pattern);
        return endpoints.Map(pattern, endpoint.InvokeAsync).WithDisplayName("CWMP ACS " + pattern);
    }
}
