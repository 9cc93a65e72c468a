// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>What all transfers of an engine have in common.</summary>
internal sealed record CpeTransferContext
{
    public required CpeHttpSettings Http { get; init; }

    public required ICpeTransferHandler Handler { get; init; }

    /// <summary>Where files are kept while they are downloaded.</summary>
    public required CpeTransferFiles Files { get; init; }

    public required long MaxDownloadSize { get; init; }

    public required bool AllowPlainHttp { get; init; }

    public required IProgress<CpeTransferProgress>? Progress { get; init; }

    public required CpeClock Clock { get; init; }

    public required Random Random { get; init; }

    public required ILogger Log { get; init; }
}
