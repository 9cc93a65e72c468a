// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// How a <see cref="ConnectionRequestGate"/> limits. The gate checks the options when it is made, reports every mistake at once, and keeps
/// a copy: later changes have no effect.
/// </summary>
public sealed class ConnectionRequestGateOptions
{
    /// <summary>How many requests that lead to a session are accepted in a row. Default 20; 1 to 1,000.</summary>
    public int Burst { get; set; } = 20;

    /// <summary>After how long one more request is accepted. Default 10 s; 1 ms to 1 day.</summary>
    public TimeSpan Replenishment { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether to refuse requests at the moment, for example because a session is running. It is called often and must not block. Default
    /// null: a request during a session is accepted, and one session follows (TR-069 §3.2.2 leaves the choice to the device).
    /// </summary>
    public Func<bool>? IsBusy { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that later changes do not reach.</summary>
    internal ConnectionRequestGateOptions Snapshot() => (ConnectionRequestGateOptions)MemberwiseClone();

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Burst is < 1 or > 1000)
        {
            problems.Add($"{nameof(Burst)} must be between 1 and 1000, not {Burst}.");
        }

        if (Replenishment < TimeSpan.FromMilliseconds(1) || Replenishment > TimeSpan.FromDays(1))
        {
            problems.Add($"{nameof(Replenishment)} must be between 1 ms and 1 day, not {Replenishment}.");
        }

        if (TimeProvider is null)
        {
            problems.Add($"{nameof(TimeProvider)} is missing.");
        }

        return problems;
    }
}
