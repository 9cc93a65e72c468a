// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// Who the device says it is. OUI, ProductClass and SerialNumber together identify it; Manufacturer is for display alone.
/// The texts are kept exactly as they came.
/// </summary>
public sealed record DeviceIdStruct
{
    /// <summary>The manufacturer's name, at most 64 characters.</summary>
    public string Manufacturer { get; init; } = string.Empty;

    /// <summary>The manufacturer's OUI, six upper-case hexadecimal digits by the rules.</summary>
    public required string OUI { get; init; }

    /// <summary>The class of product, at most 64 characters; may be empty.</summary>
    public string ProductClass { get; init; } = string.Empty;

    /// <summary>The serial number, unique within OUI and ProductClass, at most 64 characters.</summary>
    public required string SerialNumber { get; init; }
}
