// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>An operation whose type is none of the specification's, with everything it holds.</summary>
public sealed record VendorOpStruct : OperationStruct
{
    /// <summary>
    /// The <c>xsi:type</c>, with the prefix <c>cwmp:</c> for a type of CWMP whatever prefix the peer used; empty when there was none.
    /// </summary>
    public required string TypeName { get; init; }

    /// <summary>The members.</summary>
    public IReadOnlyList<VendorElement> Elements
    {
        get;
        init => field = EquatableList<VendorElement>.From(value);
    } = EquatableList<VendorElement>.Empty;
}
