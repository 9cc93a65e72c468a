// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>
/// What the ACS engine logs. Devices appear in the form of TR-069 §3.4.4, printable ASCII; no other text of the peer is logged.
/// </summary>
internal static partial class AcsLog
{
    [LoggerMessage(
        5001,
        LogLevel.Information,
        "Session {SessionId}: {Device} began, authenticated by {Authentication}, from {RemoteAddress}", EventName = "SessionStarted")]
    public static partial void SessionStarted(
        this ILogger logger, string sessionId, string device, string authentication, string? remoteAddress);

    [LoggerMessage(
        5002,
        LogLevel.Information,
        "Session {SessionId}: {Device} ended, {Reason}, after {Milliseconds} ms and {RpcCount} RPCs", EventName = "SessionEnded")]
    public static partial void SessionEnded(
        this ILogger logger, string sessionId, string device, string reason, long milliseconds, int rpcCount);

    [LoggerMessage(
        5003,
        LogLevel.Warning,
        "Refused: {Reason}; device {Device}, session {SessionId}, from {RemoteAddress}", EventName = "SenderRefused")]
    public static partial void SenderRefused(this ILogger logger, string reason, string? device, string? sessionId, string? remoteAddress);

    [LoggerMessage(
        5004,
        LogLevel.Error,
        "Session {SessionId}: the handler failed; the CPE is told that there is nothing more", EventName = "HandlerFailed")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(
        5005,
        LogLevel.Error,
        "Session {SessionId}: answering {Method} failed; the CPE gets fault 8002", EventName = "AnswerFailed")]
    public static partial void AnswerFailed(this ILogger logger, Exception exception, string sessionId, string method);

    [LoggerMessage(
        5006,
        LogLevel.Warning,
        "Session {SessionId}: the CPE broke the rules of the session: {Kind} in state {State}", EventName = "ProtocolViolated")]
    public static partial void ProtocolViolated(this ILogger logger, string sessionId, string kind, string state);

    [LoggerMessage(
        5007,
        LogLevel.Warning,
        "Session {SessionId}: the answer to {Method} carries another ID than the request; taken by order", EventName = "AnswerIdDiffers")]
    public static partial void AnswerIdDiffers(this ILogger logger, string sessionId, string method);

    [LoggerMessage(
        5008,
        LogLevel.Debug,
        "Session {SessionId}: the CPE sent its last POST again and gets the last reply again", EventName = "ReplyRepeated")]
    public static partial void ReplyRepeated(this ILogger logger, string sessionId);

    [LoggerMessage(
        5009,
        LogLevel.Warning,
        "No room for another session: {Active} are open; {Device} is asked to come later", EventName = "SessionsExhausted")]
    public static partial void SessionsExhausted(this ILogger logger, int active, string? device);

    [LoggerMessage(5010, LogLevel.Debug, "Not an envelope: {Problem}", EventName = "BodyUnreadable")]
    public static partial void BodyUnreadable(this ILogger logger, string problem);

    [LoggerMessage(5011, LogLevel.Error, "A callback of AcsEngineOptions failed", EventName = "CallbackFailed")]
    public static partial void CallbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5012, LogLevel.Debug, "Session {SessionId}: {Method} was answered", EventName = "RpcAnswered")]
    public static partial void RpcAnswered(this ILogger logger, string sessionId, string method);

    [LoggerMessage(
        5013,
        LogLevel.Error,
        "The ACS for {Device} could not be made or answer its Inform; the CPE gets fault 8002", EventName = "InformFailed")]
    public static partial void InformFailed(this ILogger logger, Exception exception, string device);

    [LoggerMessage(5014, LogLevel.Debug, "A POST without a session: {Kind}", EventName = "SessionMissing")]
    public static partial void SessionMissing(this ILogger logger, string kind);

    [LoggerMessage(5015, LogLevel.Warning, "Session {SessionId}: {Method} was answered with {Answer}", EventName = "AnswerUnexpected")]
    public static partial void AnswerUnexpected(this ILogger logger, string sessionId, string method, string answer);
}
