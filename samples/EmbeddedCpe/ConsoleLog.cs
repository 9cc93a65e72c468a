// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace EmbeddedCpe;

/// <summary>A log without a logging package: lines on standard error, for the supervisor's journal.</summary>
internal sealed class ConsoleLog(LogLevel minimum) : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log writes only to standard error.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
        string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        lock (_gate)
        {
            Console.Error.WriteLine(
                $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {logLevel} {eventId.Name}: {formatter(state, exception)}{cause}");
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
