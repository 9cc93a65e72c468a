// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>
/// What verification tells: overrides and relaxations as warnings, changes as information, refusals as debug, since the connection reports
/// those.
/// </summary>
internal static partial class VerificationLog
{
    [LoggerMessage(
        2000,
        LogLevel.Warning,
        "Verify callback overrode {Error} at depth {Depth}, {Subject}: {Detail}.", EventName = "FindingOverridden")]
    public static partial void FindingOverridden(ILogger logger, Enum error, int depth, string subject, string detail);

    [LoggerMessage(2001, LogLevel.Debug, "{Result}", EventName = "PeerRefused")]
    public static partial void PeerRefused(ILogger logger, object result);

    [LoggerMessage(
        2002,
        LogLevel.Warning,
        "Validity periods were not checked in full, clock trust is {Trust}: {Result}.", EventName = "TimeRelaxed")]
    public static partial void TimeRelaxed(ILogger logger, Enum trust, object result);

    [LoggerMessage(
        2003,
        LogLevel.Information,
        "The time is trusted from now on; sessions judged without it are to be judged again.", EventName = "TimeTrusted")]
    public static partial void TimeTrusted(ILogger logger);

    [LoggerMessage(
        2004,
        LogLevel.Information,
        "Trust store {Version} with {Count} anchors is in force ({Fingerprint}).", EventName = "TrustReplaced")]
    public static partial void TrustReplaced(ILogger logger, long version, int count, string fingerprint);

    [LoggerMessage(2005, LogLevel.Information, "CRL store {Version} with {Count} CRLs is in force.", EventName = "CrlsReplaced")]
    public static partial void CrlsReplaced(ILogger logger, long version, int count);

    [LoggerMessage(2006, LogLevel.Information, "Device {Device} showed its first key; it is pinned.", EventName = "KeyPinned")]
    public static partial void KeyPinned(ILogger logger, string device);

    [LoggerMessage(2007, LogLevel.Information, "Device {Device} showed its new key within the rotation window.", EventName = "KeyRotated")]
    public static partial void KeyRotated(ILogger logger, string device);

    [LoggerMessage(
        2008,
        LogLevel.Error,
        "Device {Device} showed another key than the one pinned. Someone may hold a second certificate in its name.",
        EventName = "KeyMismatch")]
    public static partial void KeyMismatch(ILogger logger, string device);
}
