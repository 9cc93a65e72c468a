// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Messages;

/// <summary>Installs a deployment unit.</summary>
public sealed record InstallOpStruct : OperationStruct
{
    /// <summary>Where the unit is, at most 1024 characters.</summary>
    public required string URL { get; init; }

    /// <summary>The UUID the unit shall have; null leaves it to the device.</summary>
    public string? UUID { get; init; }

    /// <summary>For the file server; null when absent.</summary>
    public string? Username { get; init; }

    /// <summary>For the file server; null when absent.</summary>
    public string? Password { get; init; }

    /// <summary>The execution environment to install into; null leaves it to the device.</summary>
    public string? ExecutionEnvRef { get; init; }

    /// <summary>Leaves the credentials out of ToString.</summary>
    /// <param name="builder">Where the members go.</param>
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(URL)).Append(" = ").Append(Secret.WithoutCredentials(URL))
            .AppendMember(nameof(UUID), UUID)
            .AppendSecret(nameof(Username), Username)
            .AppendSecret(nameof(Password), Password)
            .AppendMember(nameof(ExecutionEnvRef), ExecutionEnvRef);
        return true;
    }
}
