// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>An engine without a socket, with a clock that stands still, and everything it tells.</summary>
internal sealed class AcsLab : IAsyncDisposable
{
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(30);

    private int _connections;

    public AcsLab(Func<AcsSession, CancellationToken, Task> run, Action<AcsEngineOptions>? configure = null)
        : this(CwmpAcs.FromDelegate(run), configure)
    {
    }

    public AcsLab(CwmpAcs acs, Action<AcsEngineOptions>? configure = null)
    {
        var options = new AcsEngineOptions
        {
            SessionEnded = Ended.Enqueue,
            Refused = Refused.Enqueue,
            LoggerFactory = new FakeLoggerFactory(Log),
            TimeProvider = Time,
        };
        options.Identity.DowngradeGuard = new AcsDowngradeGuard(Time);
        configure?.Invoke(options);
        Engine = new AcsEngine(acs, options);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeLogCollector Log { get; } = new();

    public AcsEngine Engine { get; }

    public ConcurrentQueue<AcsSessionSummary> Ended { get; } = new();

    public ConcurrentQueue<AcsSecurityEvent> Refused { get; } = new();

    /// <summary>The one session that has ended.</summary>
    public AcsSessionSummary TheEnd => Ended.Should().ContainSingle().Which;

    public static Task Nothing(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public string NextConnection() => "connection-" + Interlocked.Increment(ref _connections);

    /// <summary>A CPE with a certificate of its own, on a connection of its own.</summary>
    public ScriptedCpe Cpe(string serialNumber = "A1") => new(this, new DeviceIdentity("00256D", "Router", serialNumber));

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync();

    private sealed class FakeLoggerFactory(FakeLogCollector collector) : Microsoft.Extensions.Logging.ILoggerFactory
    {
        public void AddProvider(Microsoft.Extensions.Logging.ILoggerProvider provider) => throw new NotSupportedException();

        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => new FakeLogger(collector, categoryName);

        public void Dispose()
        {
        }
    }
}
