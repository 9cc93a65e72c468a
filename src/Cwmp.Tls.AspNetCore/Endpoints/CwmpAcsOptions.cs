// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Proxies;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// The settings of an ACS on ASP.NET Core. They are checked when the endpoint is mapped, and every mistake is reported in one exception.
/// The endpoint takes a copy: later changes have no effect on it.
/// </summary>
public sealed class CwmpAcsOptions
{
    private static readonly CwmpAcs Idle = CwmpAcs.FromDelegate((_, _) => Task.CompletedTask);

    /// <summary>
    /// The rules and limits of sessions. Its logger and its clock come from the services of the application, unless the application sets
    /// them here.
    /// </summary>
    public AcsEngineOptions Engine { get; } = new();

    /// <summary>How HTTP credentials are checked.</summary>
    public CwmpHttpAuthenticationOptions HttpAuthentication { get; } = new();

    /// <summary>Proxies that terminate TLS in front of this server. Off by default.</summary>
    public CwmpTrustedProxyOptions TrustedProxies { get; private set; } = new();

    /// <summary>The name of the session cookie: 1 to 64 letters, digits and <c>-_.!~</c>. Default <c>session</c>.</summary>
    public string CookieName { get; set; } = "session";

    /// <summary>
    /// The longest body of a POST, as sent and as unpacked, in bytes. Default 8 MiB; 32 KiB (the least TR-069 allows) to 1 GiB.
    /// </summary>
    public int MaxBodyBytes { get; set; } = 8 << 20;

    /// <summary>
    /// The memory that bodies in progress may take together, in bytes; a POST beyond it gets 503. Default 256 MiB; at least four times
    /// <see cref="MaxBodyBytes"/>.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 256 << 20;

    /// <summary>
    /// How long a body may take to arrive, beside the data rates that Kestrel demands; a slower one gets 408. Default 30 s; 100 ms to 1
    /// hour.
    /// </summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// POSTs in progress at a time, those that wait for the handler included; one more gets 503 with Retry-After. Default 10,000; at least
    /// 1.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 10_000;

    /// <summary>
    /// How long open sessions may go on when the host stops; then they are ended. Default 20 s; 0 to 1 hour. The host's own limit counts as
    /// well.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The copy that an endpoint works with. The engine and the checker of HTTP credentials take copies of their own of
    /// <see cref="Engine"/> and <see cref="HttpAuthentication"/>.
    /// </summary>
    internal CwmpAcsOptions Snapshot()
    {
        var copy = (CwmpAcsOptions)MemberwiseClone();
        copy.TrustedProxies = TrustedProxies.Snapshot();
        return copy;
    }

    internal IReadOnlyList<string> Validate()
    {
        // An engine checks its options where it is made; this one is made for nothing else.
        IReadOnlyList<string> ofEngine = OptionsErrors.Of(() => _ = new AcsEngine(Idle, Engine).DisposeAsync().AsTask());
        var problems = new List<string>(ofEngine.Select(problem => $"{nameof(Engine)}: {problem}"));
        problems.AddRange(HttpAuthentication.Validate());
        problems.AddRange(TrustedProxies.Validate());
        Check(SessionCookie.IsName(CookieName), $"{nameof(CookieName)} must have 1 to 64 letters, digits and -_.!~, and not begin with $.");
        Check(MaxBodyBytes is >= 32 << 10 and <= 1 << 30, $"{nameof(MaxBodyBytes)} must be between 32 KiB and 1 GiB, not {MaxBodyBytes}.");
        Check(
            MaxBufferedBytes >= 4L * MaxBodyBytes,
            $"{nameof(MaxBufferedBytes)} must be at least four times {nameof(MaxBodyBytes)}, not {MaxBufferedBytes}.");
        Check(
            BodyTimeout >= TimeSpan.FromMilliseconds(100) && BodyTimeout <= TimeSpan.FromHours(1),
            $"{nameof(BodyTimeout)} must be between 100 ms and 1 hour, not {BodyTimeout}.");
        Check(MaxConcurrentRequests >= 1, $"{nameof(MaxConcurrentRequests)} must be at least 1, not {MaxConcurrentRequests}.");
        Check(
            DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromHours(1),
            $"{nameof(DrainTimeout)} must be between 0 and 1 hour, not {DrainTimeout}.");
        return problems;

        void Check(bool ok, string problem)
        {
            if (!ok)
            {
                problems.Add(problem);
            }
        }
    }
}
