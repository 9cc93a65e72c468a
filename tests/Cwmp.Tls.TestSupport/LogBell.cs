// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// Rings for every line that is logged. Added after the collector of a test, it rings when the collector has the line.
/// </summary>
public sealed class LogBell : ILoggerProvider, ILogger
{
    private readonly Bell _logged = new();

    /// <summary>Returns when <paramref name="condition"/> holds; it is looked at after every line.</summary>
    public Task UntilAsync(Func<bool> condition) => _logged.UntilAsync(condition);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Ring();

    public void Dispose()
    {
    }
}
