// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Health;

/// <summary>Looks how near the ACS endpoints of the application are to their limits, each endpoint by itself.</summary>
internal sealed class CwmpAcsHealthCheck(CwmpAcsServers servers, IOptions<CwmpAcsOptions> acs, CwmpHealthOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<CwmpAcsEndpoint> endpoints = servers.Endpoints;
        int sessions = endpoints.Count == 0 ? 0 : endpoints.Max(endpoint => endpoint.Engine.ActiveSessions);
        int requests = endpoints.Count == 0 ? 0 : endpoints.Max(endpoint => endpoint.RequestsInProgress);
        int maxSessions = acs.Value.Engine.MaxSessions;
        int maxRequests = acs.Value.MaxConcurrentRequests;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sessions"] = sessions,
            ["maxSessions"] = maxSessions,
            ["requests"] = requests,
            ["maxRequests"] = maxRequests,
        };
        var health = new HealthFindings();
        Add(health, "sessions", sessions, maxSessions);
        Add(health, "requests in progress", requests, maxRequests);
        if (endpoints.Any(endpoint => endpoint.Engine.IsStopping))
        {
            health.Unhealthy("The ACS is stopping and takes no new session.");
        }

        return Task.FromResult(health.ToResult(context.Registration.FailureStatus, data));
    }

    private void Add(HealthFindings health, string what, int taken, int most)
    {
        if (taken >= most)
        {
            health.Unhealthy($"All {most} {what} are taken; devices are asked to come later.");
        }
        else if (taken >= most * options.CapacityWarning)
        {
            health.Degraded($"{taken} of {most} {what} are taken.");
        }
    }
}
