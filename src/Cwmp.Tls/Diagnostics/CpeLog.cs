// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>What the CPE engine logs. Parameter values, passwords, queries of URLs and envelopes never appear.</summary>
internal static partial class CpeLog
{
    [LoggerMessage(6001, LogLevel.Information, "CPE started: {Manufacturer} {Oui} {ProductClass} {SerialNumber}", EventName = "CpeStarted")]
    public static partial void CpeStarted(this ILogger logger, string manufacturer, string oui, string productClass, string serialNumber);

    [LoggerMessage(6002, LogLevel.Information, "CPE stopped", EventName = "CpeStopped")]
    public static partial void CpeStopped(this ILogger logger);

    [LoggerMessage(6003, LogLevel.Debug, "Event {Event} raised", EventName = "EventRaised")]
    public static partial void CpeEventRaised(this ILogger logger, string @event);

    [LoggerMessage(6004, LogLevel.Debug, "Session with {Host} begins: {Events}; retry {RetryCount}", EventName = "SessionStarted")]
    public static partial void CpeSessionStarted(this ILogger logger, string host, string events, int retryCount);

    [LoggerMessage(
        6005,
        LogLevel.Information,
        "Session with {Host} ended well after {Milliseconds} ms: {Answered} requests answered, {Delivered} delivered",
        EventName = "SessionSucceeded")]
    public static partial void CpeSessionSucceeded(this ILogger logger, string? host, long milliseconds, int answered, int delivered);

    [LoggerMessage(
        6006,
        LogLevel.Warning,
        "Session failed: {Failure}. {Reason} The next attempt (retry {Retry}) is in {Seconds} s", EventName = "SessionFailed")]
    public static partial void CpeSessionFailed(this ILogger logger, string failure, string reason, int retry, long seconds);

    [LoggerMessage(6007, LogLevel.Debug, "The ACS asks {Method}", EventName = "RequestReceived")]
    public static partial void CpeRequestReceived(this ILogger logger, string method);

    [LoggerMessage(6008, LogLevel.Information, "{Method} was answered with fault {FaultCode}: {Reason}", EventName = "RequestRefused")]
    public static partial void CpeRequestRefused(this ILogger logger, string method, int faultCode, string reason);

    [LoggerMessage(6009, LogLevel.Error, "{Method} failed in the device; the ACS gets fault 9002", EventName = "RequestFailed")]
    public static partial void CpeRequestFailed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(6010, LogLevel.Warning, "The ACS answered {Method} with fault {FaultCode}", EventName = "RequestFaulted")]
    public static partial void CpeRequestFaulted(this ILogger logger, string method, int faultCode);

    [LoggerMessage(6011, LogLevel.Error, "State damaged: {Problem}", EventName = "StateDamaged")]
    public static partial void CpeStateDamaged(this ILogger logger, string problem);

    [LoggerMessage(
        6012,
        LogLevel.Error,
        "The state could not be stored; the old one still is. It is tried again with the next change", EventName = "StateNotStored")]
    public static partial void CpeStateNotStored(this ILogger logger, Exception exception);

    [LoggerMessage(6013, LogLevel.Information, "Reboot", EventName = "Rebooting")]
    public static partial void CpeRebooting(this ILogger logger);

    [LoggerMessage(6014, LogLevel.Warning, "Factory reset: everything the ACS has set is forgotten", EventName = "FactoryReset")]
    public static partial void CpeFactoryReset(this ILogger logger);

    [LoggerMessage(6015, LogLevel.Information, "{Method} {CommandKey} begins: {FileType} at {Host}", EventName = "TransferStarted")]
    public static partial void CpeTransferStarted(this ILogger logger, string method, string commandKey, string fileType, string host);

    [LoggerMessage(6016, LogLevel.Information, "{Method} {CommandKey} is done", EventName = "TransferCompleted")]
    public static partial void CpeTransferCompleted(this ILogger logger, string method, string commandKey);

    [LoggerMessage(6017, LogLevel.Warning, "{Method} {CommandKey} failed with fault {FaultCode}: {Reason}", EventName = "TransferFailed")]
    public static partial void CpeTransferFailed(this ILogger logger, string method, string commandKey, int faultCode, string reason);

    [LoggerMessage(6018, LogLevel.Debug, "{Method} {CommandKey}: attempt {Attempt} broke off: {Reason}", EventName = "TransferInterrupted")]
    public static partial void CpeTransferInterrupted(this ILogger logger, string method, string commandKey, int attempt, string reason);

    [LoggerMessage(6019, LogLevel.Error, "A handler of the application failed", EventName = "CallbackFailed")]
    public static partial void CpeCallbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(
        6020,
        LogLevel.Error,
        "The port for connection requests could not be opened; the ACS cannot call this device", EventName = "ListenerFailed")]
    public static partial void CpeListenerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6021, LogLevel.Debug, "{Host} answered the Inform; the session goes on in CWMP {Version}", EventName = "InformAnswered")]
    public static partial void CpeInformAnswered(this ILogger logger, string host, string version);

    [LoggerMessage(6022, LogLevel.Information, "Event {Event} was not delivered in time and is dropped", EventName = "EventExpired")]
    public static partial void CpeEventExpired(this ILogger logger, string @event);
}
