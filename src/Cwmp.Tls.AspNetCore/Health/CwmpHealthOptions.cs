// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Health;

/// <summary>When health checks begin to warn. What has expired, lapsed or is full is unhealthy; what is about to be is degraded.</summary>
public sealed class CwmpHealthOptions
{
    /// <summary>How long before the own certificate expires to warn. Default 14 days; not negative.</summary>
    public TimeSpan CertificateWarning { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long before a CRL lapses to warn. Default 6 hours; not negative. With a CRL that has lapsed, the devices of its CA are refused.</summary>
    public TimeSpan CrlWarning { get; set; } = TimeSpan.FromHours(6);

    /// <summary>What part of the sessions or of the requests that may be in progress has to be taken to warn. Default 0.9; more than 0, at most 1.</summary>
    public double CapacityWarning { get; set; } = 0.9;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CertificateWarning, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CrlWarning, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(CapacityWarning);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CapacityWarning, 1);
    }
}
