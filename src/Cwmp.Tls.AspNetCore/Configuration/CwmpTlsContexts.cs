// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>Builds each context of an application once, and disposes of it with the application. Thread-safe.</summary>
internal sealed class CwmpTlsContexts(
    IEnumerable<CwmpTlsRegistration> registrations,
    IOptionsMonitor<CwmpTlsOptions> options,
    ILoggerFactory logging,
    TimeProvider? time = null)
    : IHostedLifecycleService, IDisposable
{
    private readonly CwmpTlsRegistration[] _registrations = [.. registrations];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CwmpTlsContext> _contexts = new(StringComparer.Ordinal);

    /// <summary>The context of a name.</summary>
    /// <exception cref="OptionsValidationException">
    /// The section cannot be read, or the context cannot be built; it lists every mistake.
    /// </exception>
    public CwmpTlsContext Get(string name)
    {
        lock (_lock)
        {
            if (!_contexts.TryGetValue(name, out CwmpTlsContext? context))
            {
                _contexts.Add(name, context = Build(name));
            }

            return context;
        }
    }

    // Mistakes of the configuration are found before anything listens.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (CwmpTlsRegistration registration in _registrations)
        {
            Get(registration.Name);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (CwmpTlsContext context in _contexts.Values)
            {
                context.Dispose();
            }
        }
    }

    private CwmpTlsContext Build(string name)
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder().SetLoggerFactory(logging);
        if (time is not null)
        {
            builder.SetTimeProvider(time);
        }

        builder.SetOptions(options.Get(name));
        foreach (CwmpTlsRegistration registration in _registrations.Where(known => known.IsFor(name)))
        {
            registration.Configure?.Invoke(builder);
        }

        try
        {
            return builder.Build();
        }
        catch (CwmpTlsConfigurationException e)
        {
            throw new OptionsValidationException(name, typeof(CwmpTlsOptions), e.Errors.Select(error => error.ToString()));
        }
    }
}
