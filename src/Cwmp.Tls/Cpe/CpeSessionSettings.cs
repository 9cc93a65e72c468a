// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe;

/// <summary>What all sessions of an engine have in common.</summary>
internal sealed class CpeSessionSettings
{
    public required IReadOnlyList<CwmpVersion> Versions { get; init; }

    public required uint? SessionTimeoutHint { get; init; }

    public required int MaxRequests { get; init; }

    /// <summary>Stores the state; a failure is logged and does not end the session.</summary>
    public required Func<ValueTask> Store { get; init; }

    public CwmpVersion HighestVersion => Versions.Max();

    /// <summary>The time of day with the local offset, to the second.</summary>
    public static CwmpDateTime Now(TimeProvider time)
    {
        DateTimeOffset now = time.GetLocalNow();
        return CwmpDateTime.From(new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset));
    }
}
