// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Messages;

/// <summary>
/// Updates a deployment unit: the one of the UUID when given, else the one that came from the URL, else every unit.
/// </summary>
public sealed record UpdateOpStruct : OperationStruct
{
    /// <summary>Which unit; null when absent.</summary>
    public string? UUID { get; init; }

    /// <summary>Which version of the unit, where there are several; null when absent.</summary>
    public string? Version { get; init; }

    /// <summary>Where the update is, or which unit; null when absent.</summary>
    public string? URL { get; init; }

    /// <summary>For the file server; null when absent.</summary>
    public string? Username { get; init; }

    /// <summary>For the file server; null when absent.</summary>
    public string? Password { get; init; }

    /// <summary>Leaves the credentials out of ToString.</summary>
    /// <param name="builder">Where the members go.</param>
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(UUID)).Append(" = ").Append(UUID)
            .AppendMember(nameof(Version), Version)
            .AppendMember(nameof(URL), Secret.WithoutCredentials(URL))
            .AppendSecret(nameof(Username), Username)
            .AppendSecret(nameof(Password), Password);
        return true;
    }
}
