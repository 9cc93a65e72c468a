// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A change of attributes in a SetParameterAttributes.</summary>
public sealed record SetParameterAttributesStruct
{
    /// <summary>A full parameter name, or a partial path for everything below it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether <see cref="Notification"/> shall be applied.</summary>
    public bool NotificationChange { get; init; }

    /// <summary>How changes shall be reported.</summary>
    public ParameterNotification Notification { get; init; }

    /// <summary>Whether <see cref="AccessList"/> shall be applied.</summary>
    public bool AccessListChange { get; init; }

    /// <summary>Who besides the ACS may write the parameter: <c>Subscriber</c>, or nobody when empty.</summary>
    public IReadOnlyList<string> AccessList
    {
        get;
        init => field = EquatableList<string>.From(value);
    } = EquatableList<string>.Empty;
}
