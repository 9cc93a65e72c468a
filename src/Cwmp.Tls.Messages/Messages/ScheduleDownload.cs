// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Messages;

/// <summary>Asks the device to fetch a file within time windows (TR-069 §A.4.1.8; CWMP 1.2). ACS to CPE.</summary>
public sealed record ScheduleDownload : CwmpRequest<ScheduleDownloadResponse>
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

    /// <summary>One or two windows that do not overlap.</summary>
    public required IReadOnlyList<TimeWindowStruct> TimeWindowList
    {
        get;
        init => field = EquatableList<TimeWindowStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(ScheduleDownload);

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
            .AppendMember(nameof(TimeWindowList), TimeWindowList);
        return true;
    }
}
