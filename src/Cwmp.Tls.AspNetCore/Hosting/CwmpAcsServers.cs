// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore;

/// <summary>The engines of an application: lets their sessions finish before the server stops, and disposes of them. Thread-safe.</summary>
internal sealed class CwmpAcsServers(IOptions<CwmpAcsOptions> options, ILogger<CwmpAcsServers> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AcsEngine> _engines = [];

    public void Add(AcsEngine engine)
    {
        lock (_lock)
        {
            _engines.Add(engine);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before any service is stopped, Kestrel included: sessions need it to finish.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        AcsEngine[] engines = All();
        AspNetCoreLog.Draining(logger, engines.Sum(engine => engine.ActiveSessions), options.Value.DrainTimeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.DrainTimeout);
        await Task.WhenAll(engines.Select(engine => engine.StopAsync(limit.Token))).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (AcsEngine engine in All())
        {
            await engine.DisposeAsync().ConfigureAwait(false);
        }
    }

    private AcsEngine[] All()
    {
        lock (_lock)
        {
            return [.. _engines];
        }
    }
}
