// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Diagnostics;

/// <summary>Log messages of the ASP.NET Core integration. Event ids 7000 to 7999.</summary>
internal static partial class AspNetCoreLog
{
    [LoggerMessage(7000, LogLevel.Information, "CWMP endpoint {Pattern} is ready.")]
    public static partial void EndpointMapped(ILogger logger, string pattern);

    [LoggerMessage(7001, LogLevel.Information, "Stopping: {Sessions} open CWMP sessions may finish within {Limit}.")]
    public static partial void Draining(ILogger logger, int sessions, TimeSpan limit);

    [LoggerMessage(7002, LogLevel.Debug, "POST from {Remote} refused with {Status}: {Reason}")]
    public static partial void PostRefused(ILogger logger, string? remote, int status, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "POST from {Remote} refused: {Limit} is reached.")]
    public static partial void Overloaded(ILogger logger, string? remote, string limit);

    [LoggerMessage(7004, LogLevel.Error, "A POST from {Remote} could not be answered.")]
    public static partial void PostFailed(ILogger logger, Exception exception, string? remote);

    [LoggerMessage(7100, LogLevel.Warning, "Credentials of {Username} from {Address} refused unheard: too many failures lately.")]
    public static partial void AttemptBlocked(ILogger logger, string username, string? address);

    [LoggerMessage(7101, LogLevel.Error, "The account that {Remote} names could not be looked up.")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string? remote);

    [LoggerMessage(7102, LogLevel.Information, "{Path} was read: {Count} accounts.")]
    public static partial void CredentialFileRead(ILogger logger, string path, int count);

    [LoggerMessage(7103, LogLevel.Error, "{Path} changed and cannot be read; the accounts stay as they were.")]
    public static partial void CredentialFileUnreadable(ILogger logger, Exception exception, string path);

    [LoggerMessage(7200, LogLevel.Warning, "TLS handshake with {Remote} refused: {Verdict}")]
    public static partial void PeerRefused(ILogger logger, string? remote, string verdict);

    [LoggerMessage(7202, LogLevel.Warning, "The certificate of {Remote} is refused by now, on a connection that is open: {Verdict}")]
    public static partial void OpenPeerRefused(ILogger logger, string? remote, string verdict);

    [LoggerMessage(7203, LogLevel.Error, "PeerRefused threw.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(7300, LogLevel.Warning, "Header {Header} from {Remote}, which is no trusted proxy, was ignored.")]
    public static partial void ProxyHeaderIgnored(ILogger logger, string header, string? remote);

    [LoggerMessage(7301, LogLevel.Warning, "Header {Header} from the trusted proxy {Remote} is malformed; the request was refused.")]
    public static partial void ProxyHeaderMalformed(ILogger logger, string header, string? remote);

    [LoggerMessage(7302, LogLevel.Warning, "The client certificate that the trusted proxy {Remote} forwarded was refused: {Verdict}")]
    public static partial void ForwardedPeerRefused(ILogger logger, string? remote, string verdict);
}
