// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// An element this library has no type for: its name, its text or its children. Namespaces and attributes other than <c>xsi:type</c> and
/// <c>arrayType</c> are not kept.
/// </summary>
public sealed record VendorElement
{
    /// <summary>The local name.</summary>
    public required string Name { get; init; }

    /// <summary>The declared <c>xsi:type</c>.</summary>
    public ParameterType Type { get; init; }

    /// <summary>
    /// The item type of a SOAP array, for example <c>xsd:string</c>; null for an element that is none. The count is written from
    /// <see cref="Elements"/>.
    /// </summary>
    public string? ArrayType { get; init; }

    /// <summary>The text of an element without children; empty for one with children.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The children.</summary>
    public IReadOnlyList<VendorElement> Elements
    {
        get;
        init => field = EquatableList<VendorElement>.From(value);
    } = EquatableList<VendorElement>.Empty;

    /// <summary>The name, and what kind of content there is; the text itself may be secret.</summary>
    public override string ToString() => Elements.Count == 0 ? Name : $"{Name} {{ {string.Join(", ", Elements)} }}";
}
