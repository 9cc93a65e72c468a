// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to Download.</summary>
public sealed record DownloadResponse : CwmpResponse
{
    /// <summary>Whether the transfer is complete, and what it brought applied. Otherwise a TransferComplete will follow.</summary>
    public RequestStatus Status { get; init; }

    /// <summary>When the transfer began; unknown when it has not ended.</summary>
    public CwmpDateTime StartTime { get; init; }

    /// <summary>When the transfer was complete and applied; unknown when it has not ended.</summary>
    public CwmpDateTime CompleteTime { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(Download);

    /// <inheritdoc/>
    public override string ElementName => nameof(DownloadResponse);
}
