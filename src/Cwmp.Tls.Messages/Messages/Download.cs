// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Messages;

/// <summary>Asks the device to fetch a file (TR-069 §A.3.2.8). ACS to CPE.</summary>
public sealed record Download : CwmpRequest<DownloadResponse>
{
    /// <summary>A key of the ACS that comes back in the events and requests this one leads to, at most 32 characters.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <summary>The file type, see <see cref="FileTypes"/>.</summary>
    public required string FileType { get; init; }

    /// <summary>Where the file is, without userinfo, at most 256 characters.</summary>
    public required string URL { get; init; }

    /// <summary>For the file server; empty for none.</summary>
    public string Username { get; init; } = string.Empty;

    /// <summary>For the file server; empty for none.</summary>
    public string Password { get; init; } = string.Empty;

    /// <summary>Bytes; 0 when unknown.</summary>
    public uint FileSize { get; init; }

    /// <summary>The name the file shall have on the device; may be empty.</summary>
    public string TargetFileName { get; init; } = string.Empty;

    /// <summary>Seconds to wait; anything but 0 means not within this session.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>Where to send a user on success; may be empty.</summary>
    public string SuccessURL { get; init; } = string.Empty;

    /// <summary>Where to send a user on failure; may be empty.</summary>
    public string FailureURL { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(Download);

    /// <summary>Leaves the credentials out of ToString.</summary>
    /// <param name="builder">Where the members go.</param>
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(MethodName)).Append(" = ").Append(MethodName)
            .AppendMember(nameof(CommandKey), CommandKey)
            .AppendMember(nameof(FileType), FileType)
            .AppendMember(nameof(URL), Secret.WithoutCredentials(URL))
            .AppendSecret(nameof(Username), Username)
            .AppendSecret(nameof(Password), Password)
            .AppendMember(nameof(FileSize), FileSize)
            .AppendMember(nameof(TargetFileName), TargetFileName)
            .AppendMember(nameof(DelaySeconds), DelaySeconds)
            .AppendMember(nameof(SuccessURL), Secret.WithoutCredentials(SuccessURL))
            .AppendMember(nameof(FailureURL), Secret.WithoutCredentials(FailureURL));
        return true;
    }
}
