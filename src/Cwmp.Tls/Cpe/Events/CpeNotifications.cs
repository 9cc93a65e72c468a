// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// Notices which notified parameters have changed: by the event of the data model, and by comparing values before each Inform and after
/// each boot. Changes made by the ACS do not count. The values that were seen are stored, so that a new firmware reports its
/// SoftwareVersion. The changes that wait for an Inform are not stored, because 4 VALUE CHANGE does not survive a reboot.
/// </summary>
internal sealed class CpeNotifications(CpeModelReader reader)
{
    private readonly SortedDictionary<string, string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _pending = new(StringComparer.Ordinal);
    private long _sequence;

    /// <summary>The changed parameters that no Inform has delivered.</summary>
    public IReadOnlyCollection<string> Pending => _pending.Keys;

    /// <summary>What kind of notification the changes found by <see cref="Scan"/> and <see cref="Changed"/> ask for.</summary>
    public ParameterNotification Changed(string name)
    {
        foreach ((string notified, ParameterNotification notification) in reader.GetNotifications() ?? [])
        {
            if (string.Equals(notified, name, StringComparison.Ordinal))
            {
                return Level(notification) != ParameterNotification.Off && Compare(name) ? Level(notification) : ParameterNotification.Off;
            }
        }

        return ParameterNotification.Off;
    }

    /// <summary>Compares every notified parameter; returns the strongest notification a change asks for.</summary>
    public ParameterNotification Scan()
    {
        ParameterNotification strongest = ParameterNotification.Off;
        if (reader.GetNotifications() is not { } notified)
        {
            // What was seen is kept: the changes are found when the model answers again.
            return strongest;
        }

        foreach ((string name, ParameterNotification notification) in notified)
        {
            ParameterNotification level = Level(notification);
            if (level != ParameterNotification.Off && Compare(name) && level > strongest)
            {
                strongest = level;
            }
        }

        if (_seen.Count > notified.Count)
        {
            Forget(notified);
        }

        return strongest;
    }

    /// <summary>The ACS has set these: their values are known to it.</summary>
    public void SetByAcs(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (_seen.ContainsKey(name) && reader.Read(name) is { } value)
            {
                _seen[name] = value.Text;
            }
        }
    }

    /// <summary>What the Inform being made will deliver.</summary>
    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_pending, StringComparer.Ordinal);

    /// <summary>The Inform was delivered; what changed again meanwhile stays.</summary>
    public void Delivered(IReadOnlyDictionary<string, long> snapshot)
    {
        foreach ((string name, long sequence) in snapshot)
        {
            if (_pending.TryGetValue(name, out long current) && current == sequence)
            {
                _pending.Remove(name);
            }
        }
    }

    public void Rebooted() => _pending.Clear();

    public void Clear()
    {
        _pending.Clear();
        _seen.Clear();
    }

    public void Save(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        foreach ((string parameter, string value) in _seen)
        {
            writer.WriteString(parameter, value);
        }

        writer.WriteEndObject();
    }

    public void Load(JsonElement state)
    {
        Clear();
        foreach (JsonProperty property in state.EnumerateObject())
        {
            _seen[property.Name] = property.Value.GetString() ?? string.Empty;
        }
    }

    // Lightweight notifications are not sent. Of the values 3 to 6 only the other part counts.
    private static ParameterNotification Level(ParameterNotification notification) => notification switch
    {
        ParameterNotification.Active => ParameterNotification.Active,
        ParameterNotification.Passive or ParameterNotification.PassiveAndPassiveLightweight
            or ParameterNotification.PassiveAndActiveLightweight
            => ParameterNotification.Passive,
        _ => ParameterNotification.Off,
    };

    private bool Compare(string name)
    {
        if (reader.Read(name) is not { } value)
        {
            return false;
        }

        bool known = _seen.TryGetValue(name, out string? seen);
        if (known && string.Equals(seen, value.Text, StringComparison.Ordinal))
        {
            return false;
        }

        _seen[name] = value.Text;
        if (known)
        {
            _pending[name] = ++_sequence;
        }

        return known;
    }

    private void Forget(IReadOnlyList<KeyValuePair<string, ParameterNotification>> notified)
    {
        HashSet<string> names = new(notified.Select(pair => pair.Key), StringComparer.Ordinal);
        foreach (string name in _seen.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _seen.Remove(name);
            _pending.Remove(name);
        }
    }
}
