// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.AspNetCore.Health;

/// <summary>
/// When health checks begin to warn. What has expired, lapsed or is full is unhealthy; what soon will be is degraded. Checked and copied
/// when a health check is added.
/// </summary>
public sealed class CwmpHealthOptions
{
    /// <summary>How long before the own certificate expires to warn. Default 14 days; not negative.</summary>
    public TimeSpan CertificateWarning { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long before a CRL lapses to warn. Default 6 hours; not negative. Once a CRL has lapsed, the devices of its CA are refused.
    /// </summary>
    public TimeSpan CrlWarning { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Which part of the sessions, or of the requests that may be in progress, has to be taken to warn. Default 0.9; more than 0, at most
    /// 1.
    /// </summary>
    public double CapacityWarning { get; set; } = 0.9;

    /// <summary>What is wrong with the options, in words; empty where nothing is.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        AddIfNegative(mistakes, nameof(CertificateWarning), CertificateWarning);
        AddIfNegative(mistakes, nameof(CrlWarning), CrlWarning);
        if (!(CapacityWarning is > 0 and <= 1))
        {
            mistakes.Add(string.Create(
                CultureInfo.InvariantCulture, $"{nameof(CapacityWarning)} must be more than 0 and at most 1, not {CapacityWarning}."));
        }

        return mistakes;
    }

    internal CwmpHealthOptions Snapshot() => (CwmpHealthOptions)MemberwiseClone();

    private static void AddIfNegative(List<string> mistakes, string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            mistakes.Add($"{name} must be zero or more, not {value}.");
        }
    }
}
