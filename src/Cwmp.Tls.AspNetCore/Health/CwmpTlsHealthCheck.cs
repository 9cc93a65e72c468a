// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cwmp.Tls.AspNetCore.Health;

/// <summary>Looks at the certificate, the CRLs and the files of a context.</summary>
internal sealed class CwmpTlsHealthCheck(CwmpTlsContext tls, CwmpHealthOptions options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        CwmpTlsContextStatus status = tls.GetStatus();
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["trustedAuthorities"] = status.TrustedAuthorities,
            ["crls"] = status.Crls,
            ["failedReloads"] = status.FailedReloads.Count,
        };
        var health = new HealthFindings();
        AddExpiry(health, data, "certificate", "certificateNotAfter", status.CertificateNotAfter, options.CertificateWarning);
        AddExpiry(health, data, "first CRL", "crlsNextUpdate", status.CrlsNextUpdate, options.CrlWarning);
        foreach (CwmpTlsReloadEventArgs failed in status.FailedReloads)
        {
            // The reason names files and may be long; it is in the log.
            health.Degraded($"The {failed.Kind} files changed and cannot be used; the last good ones are in force.");
        }

        return Task.FromResult(health.ToResult(context.Registration.FailureStatus, data));
    }

    private void AddExpiry(
        HealthFindings health, Dictionary<string, object> data, string what, string key, DateTimeOffset? end, TimeSpan warning)
    {
        if (end is not { } ends)
        {
            return;
        }

        data[key] = ends;
        TimeSpan left = ends - time.GetUtcNow();
        string when = ends.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        if (left <= TimeSpan.Zero)
        {
            health.Unhealthy($"The {what} ended on {when}Z.");
        }
        else if (left <= warning)
        {
            health.Degraded($"The {what} ends on {when}Z.");
        }
    }
}
