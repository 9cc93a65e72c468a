// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to RequestDownload; the Download itself is a request of its own.</summary>
public sealed record RequestDownloadResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(RequestDownload);

    /// <inheritdoc/>
    public override string ElementName => nameof(RequestDownloadResponse);
}
