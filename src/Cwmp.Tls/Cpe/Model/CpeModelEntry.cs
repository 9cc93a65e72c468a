// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>One line of a <see cref="CpeModel"/>: a parameter or an object.</summary>
public sealed record CpeModelEntry
{
    /// <summary>The full name; an object's ends in a dot.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Parameter: the ACS may set it. Table: instances may be added. Instance: it may be deleted. Default false.
    /// </summary>
    public bool Writable { get; init; }

    /// <summary>The type of a parameter. Default <see cref="ParameterType.String"/>.</summary>
    public ParameterType Type { get; init; } = ParameterType.String;

    /// <summary>The factory value of a parameter. Default empty.</summary>
    public string Value { get; init; } = string.Empty;

    /// <summary>
    /// The factory setting of the notification attribute. Default null: what the data models say, which is active for the software version,
    /// the provisioning code and the connection request URL, and off for everything else.
    /// </summary>
    public ParameterNotification? Notification { get; init; }

    /// <summary>Whether this is an object.</summary>
    public bool IsObject => Name.EndsWith('.');

    /// <summary>The name; the value stays out because it may be a password.</summary>
    public override string ToString() => Name;
}
