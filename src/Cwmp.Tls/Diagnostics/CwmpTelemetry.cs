// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cwmp.Tls.Diagnostics;

/// <summary>
/// The names under which this library reports itself. Subscribe with
/// <c>AddMeter(CwmpTelemetry.MeterName)</c> and <c>AddSource(CwmpTelemetry.ActivitySourceName)</c>, or with any
/// <see cref="MeterListener"/> and <see cref="ActivityListener"/>. Nothing is measured while nobody listens.
/// Every instrument, with unit and tags, is listed in <c>docs/telemetry.md</c>.
/// </summary>
public static class CwmpTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> that holds every instrument: <c>Cwmp.Tls</c>.</summary>
    public const string MeterName = "Cwmp.Tls";

    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/> of handshakes, CWMP sessions and RPCs: <c>Cwmp.Tls</c>.
    /// </summary>
    public const string ActivitySourceName = "Cwmp.Tls";

    private static readonly string? Version = typeof(CwmpTelemetry).Assembly.GetName().Version?.ToString(3);

    internal static readonly Meter Meter = new(MeterName, Version);

    internal static readonly ActivitySource Source = new(ActivitySourceName, Version ?? string.Empty);
}
