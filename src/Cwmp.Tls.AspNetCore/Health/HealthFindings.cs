// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cwmp.Tls.AspNetCore.Health;

/// <summary>Gathers what a health check finds. The worst finding decides the result.</summary>
internal sealed class HealthFindings
{
    private readonly List<string> _findings = [];
    private bool _isUnhealthy;

    public void Degraded(string finding) => _findings.Add(finding);

    public void Unhealthy(string finding)
    {
        _findings.Add(finding);
        _isUnhealthy = true;
    }

    /// <param name="failureStatus">What the application wants to be told instead of unhealthy.</param>
    /// <param name="data">The figures.</param>
    public HealthCheckResult ToResult(HealthStatus failureStatus, IReadOnlyDictionary<string, object> data)
    {
        HealthStatus status = _isUnhealthy ? failureStatus : _findings.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        return new HealthCheckResult(status, _findings.Count > 0 ? string.Join(' ', _findings) : null, exception: null, data);
    }
}
