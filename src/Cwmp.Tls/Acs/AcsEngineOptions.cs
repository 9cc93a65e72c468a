// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Serialization;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Acs;

/// <summary>
/// The limits and rules of an <see cref="AcsEngine"/>, its logger and its clock. The engine checks them when it is made, reports every
/// mistake in one <see cref="ArgumentException"/>, and takes a copy: later changes have no effect on it. Not thread-safe.
/// </summary>
public sealed class AcsEngineOptions
{
    /// <summary>Whom to believe.</summary>
    public AcsIdentityOptions Identity { get; private set; } = new();

    /// <summary>The most sessions at a time; further Informs get 503. Default 10,000, at least 1.</summary>
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>What Retry-After says when the engine is full or stops. Default 60 seconds; 1 second to 1 day.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long to wait for the next POST of a CPE that does not ask for more. Default 30 seconds, the least TR-069 allows; at most 1 day.
    /// </summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest wait a CPE can ask for with the header SessionTimeout. Default 5 minutes, at least <see cref="SessionTimeout"/>, at most
    /// 1 day.
    /// </summary>
    public TimeSpan MaxSessionTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the handler may take over each step while the CPE waits with an open POST. Default 25 seconds, because a CPE may give up
    /// after 30 (TR-069 §3.4.1); 1 second to 1 day.
    /// </summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a session may take in all. Default 1 hour; at least 30 seconds, at most 7 days.</summary>
    public TimeSpan MaxSessionDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most requests of the CPE in one session; further ones get fault 8004. Default 256, at least 1.</summary>
    public int MaxCpeRequests { get; set; } = 256;

    /// <summary>
    /// The octets of the CPE's requests in one session, all together; further ones get fault 8004. They stay in memory for as long as the
    /// session runs (<see cref="AcsSession.CpeRequests"/>). Default 8 MiB, at least 32 KiB, the least TR-069 allows for one envelope.
    /// </summary>
    public long MaxCpeRequestBytes { get; set; } = 8 << 20;

    /// <summary>
    /// Reads and writes the envelopes. Default <see cref="CwmpSerializer.Default"/>: 8 MiB at most, and no XML declaration, because some
    /// CPEs cannot read one.
    /// </summary>
    public CwmpSerializer Serializer { get; set; } = CwmpSerializer.Default;

    /// <summary>
    /// Called for each session when it ends, before the CPE gets its last reply. It must be quick and thread-safe; what it throws is
    /// logged. Default null.
    /// </summary>
    public Action<AcsSessionSummary>? SessionEnded { get; set; }

    /// <summary>
    /// Called for each POST whose sender the engine did not believe. It must be quick and thread-safe; what it throws is logged. Default
    /// null.
    /// </summary>
    public Action<AcsSecurityEvent>? Refused { get; set; }

    /// <summary>Where the engine logs. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The copy that an engine works with.</summary>
    internal AcsEngineOptions Snapshot()
    {
        var copy = (AcsEngineOptions)MemberwiseClone();
        copy.Identity = Identity.Snapshot();
        return copy;
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Check(problems, MaxSessions >= 1, $"MaxSessions must be at least 1, not {MaxSessions}.");
        CheckTime(problems, nameof(RetryAfter), RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        CheckTime(problems, nameof(SessionTimeout), SessionTimeout, TimeSpan.FromSeconds(30), TimeSpan.FromDays(1));
        CheckTime(problems, nameof(MaxSessionTimeout), MaxSessionTimeout, SessionTimeout, TimeSpan.FromDays(1));
        CheckTime(problems, nameof(HandlerTimeout), HandlerTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        CheckTime(problems, nameof(MaxSessionDuration), MaxSessionDuration, TimeSpan.FromSeconds(30), TimeSpan.FromDays(7));
        Check(problems, Serializer is not null, "Serializer must not be null.");
        Check(problems, TimeProvider is not null, "TimeProvider must not be null.");
        Check(problems, MaxCpeRequests >= 1, $"MaxCpeRequests must be at least 1, not {MaxCpeRequests}.");
        Check(problems, MaxCpeRequestBytes >= 32 << 10, $"MaxCpeRequestBytes must be at least 32 KiB, not {MaxCpeRequestBytes}.");
        foreach (string oui in Identity.OuisWithUniqueSerialNumbers.Where(oui => oui.Length != 6 || !oui.All(char.IsAsciiHexDigit)))
        {
            problems.Add($"Identity.OuisWithUniqueSerialNumbers: an OUI is six hexadecimal digits, such as 00256D, not \"{oui}\".");
        }

        Check(problems, Enum.IsDefined(Identity.PasswordRule), $"Identity.PasswordRule has no member {Identity.PasswordRule}.");
        return problems;
    }

    private static void Check(List<string> problems, bool isGood, string problem)
    {
        if (!isGood)
        {
            problems.Add(problem);
        }
    }

    private static void CheckTime(List<string> problems, string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        Check(problems, value >= least && value <= most, $"{name} must be between {least} and {most}, not {value}.");
}
