// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>Log messages of connection requests, both ends. Event ids 4000 to 4999.</summary>
internal static partial class ConnectionRequestsLog
{
    [LoggerMessage(4000, LogLevel.Debug, "Connection request to {Authority}: {Outcome}, status {Status}, {Requests} requests, {Milliseconds} ms. {Detail}")]
    public static partial void RequestEnded(
        ILogger logger, string authority, Enum outcome, int status, int requests, long milliseconds, string detail);
}
