// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to ScheduleDownload. A TransferComplete follows in any case.</summary>
public sealed record ScheduleDownloadResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(ScheduleDownload);

    /// <inheritdoc/>
    public override string ElementName => nameof(ScheduleDownloadResponse);
}
