// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// An object or a parameter in a <see cref="CpeParameterTree"/>. Names are shared with the model where they come from it.
/// </summary>
internal sealed class CpeModelNode
{
    private readonly CpeModelChildren? _children;

    private CpeModelNode(string name, CpeModelNode? parent, bool writable)
    {
        Name = name;
        Parent = parent;
        Writable = writable;
        _children = IsObject ? new CpeModelChildren() : null;
    }

    /// <summary>The full name; an object's ends in a dot.</summary>
    public string Name { get; }

    public CpeModelNode? Parent { get; }

    public bool Writable { get; }

    public bool IsObject => Name.EndsWith('.');

    public IReadOnlyList<CpeModelNode> Children => _children?.Nodes ?? [];

    public ParameterType Type { get; init; }

    public string FactoryValue { get; set; } = string.Empty;

    public string Value { get; set; } = string.Empty;

    public ParameterNotification FactoryNotification { get; init; }

    public ParameterNotification Notification { get; set; }

    public IReadOnlyList<string> AccessList { get; set; } = [];

    /// <summary>Reads empty for the ACS.</summary>
    public bool IsSecret { get; init; }

    public CpeParameterBinding? Binding { get; set; }

    /// <summary>The highest instance number a table ever had; numbers are not used twice.</summary>
    public uint LastInstance { get; set; }

    /// <summary>Made by AddObject, not by the factory.</summary>
    public bool IsAdded { get; init; }

    /// <summary>Whether value or attributes differ from the factory's.</summary>
    public bool IsChanged => !string.Equals(Value, FactoryValue, StringComparison.Ordinal);

    public ReadOnlySpan<char> Segment
    {
        get
        {
            ReadOnlySpan<char> name = Name.AsSpan().TrimEnd('.');
            return name[(name.LastIndexOf('.') + 1)..];
        }
    }

    /// <summary>Whether this is an object whose children are instances.</summary>
    public bool IsInstance => IsObject && TryGetInstance(Segment, out _);

    public string CurrentValue => Binding?.Read is { } read ? read() : Value;

    public static CpeModelNode CreateRoot(string name) => new(name, null, false);

    public CpeModelNode AddChild(CpeModelEntry entry, string name, bool added)
    {
        ReadOnlySpan<char> trimmed = name.AsSpan().TrimEnd('.');
        ReadOnlySpan<char> segment = trimmed[(trimmed.LastIndexOf('.') + 1)..];
        ParameterNotification notification = entry.Notification ?? CpeWellKnownParameters.DefaultNotification(name);
        CpeModelNode child = new(name, this, entry.Writable)
        {
            Type = entry.Type,
            FactoryValue = entry.Value,
            Value = entry.Value,
            FactoryNotification = notification,
            Notification = notification,
            IsSecret = CpeWellKnownParameters.IsSecret(segment),
            IsAdded = added,
        };
        _children!.Add(child);
        if (child.IsObject && TryGetInstance(segment, out uint instance))
        {
            LastInstance = Math.Max(LastInstance, instance);
        }

        return child;
    }

    public void RemoveChild(CpeModelNode child) => _children!.Remove(child);

    public CpeModelNode? FindChild(ReadOnlySpan<char> segment) => _children?.Find(segment);

    public static bool TryGetInstance(ReadOnlySpan<char> segment, out uint instance)
    {
        instance = 0;
        return !segment.IsEmpty && segment[0] is >= '1' and <= '9'
            && uint.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out instance);
    }
}
