// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.Tests.Diagnostics;

/// <summary>
/// Listens to the meter and the source of the library. Spans are those of this recorder's own trace or linked with it, since other tests
/// run at the same time; measurements cannot be told apart, so a test asks whether there is one like the one it expects.
/// </summary>
internal sealed class TelemetryRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentDictionary<ActivityTraceId, bool> _traces = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measurements = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters;
    private readonly Activity _root = new("test");

    public TelemetryRecorder()
    {
        _root.SetIdFormat(ActivityIdFormat.W3C).Start();
        _traces[_root.TraceId] = true;
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CwmpTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                _traces.ContainsKey(options.Parent.TraceId) || options.Links?.Any(link => _traces.ContainsKey(link.Context.TraceId)) == true
                    ? ActivitySamplingResult.AllData
                    : ActivitySamplingResult.None,
            ActivityStarted = activity => _traces[activity.TraceId] = true,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CwmpTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
    }

    public IReadOnlyList<Activity> Spans => [.. _spans];

    /// <summary>What was measured so far, with the tags as <c>name=value</c> in alphabetical order, joined by commas.</summary>
    public IReadOnlyList<(string Instrument, double Value, string Tags)> Measurements => [.. _measurements];

    /// <summary>Asks the gauges.</summary>
    public void Collect() => _meters.RecordObservableInstruments();

    /// <summary>The tags of what an instrument measured.</summary>
    public IEnumerable<string> TagsOf(string instrument) => Measurements.Where(m => m.Instrument == instrument).Select(m => m.Tags);

    public static string Tags(Activity span) =>
        string.Join(",", span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
        _root.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measurements.Enqueue(
        (instrument.Name, value,
            string.Join(",", tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))));
}
