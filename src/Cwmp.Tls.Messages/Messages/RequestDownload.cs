// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks the ACS to start a Download (TR-069 §A.4.2.2). CPE to ACS.</summary>
public sealed record RequestDownload : CwmpRequest<RequestDownloadResponse>
{
    /// <summary>The file type wanted, see <see cref="FileTypes"/>.</summary>
    public required string FileType { get; init; }

    /// <summary>Arguments that depend on the file type, at most 16.</summary>
    public IReadOnlyList<ArgStruct> FileTypeArg
    {
        get;
        init => field = EquatableList<ArgStruct>.From(value);
    } = EquatableList<ArgStruct>.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(RequestDownload);
}
