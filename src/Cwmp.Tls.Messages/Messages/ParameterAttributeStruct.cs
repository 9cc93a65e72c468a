// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The attributes of a parameter in a GetParameterAttributesResponse.</summary>
public sealed record ParameterAttributeStruct
{
    /// <summary>The full name of the parameter.</summary>
    public required string Name { get; init; }

    /// <summary>How changes are reported.</summary>
    public required ParameterNotification Notification { get; init; }

    /// <summary>Who besides the ACS may write the parameter; the only standard entry is <c>Subscriber</c>.</summary>
    public IReadOnlyList<string> AccessList
    {
        get;
        init => field = EquatableList<string>.From(value);
    } = EquatableList<string>.Empty;
}
