// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.AspNetCore.Endpoints;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// The endpoints of an application: lets their sessions finish before the server stops, and disposes of them. Thread-safe.
/// </summary>
internal sealed class CwmpAcsServers(IOptions<CwmpAcsOptions> options, ILogger<CwmpAcsServers> logger)
    : IHostedLifecycleService, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<CwmpAcsEndpoint> _endpoints = [];

    public IReadOnlyList<CwmpAcsEndpoint> Endpoints
    {
        get
        {
            lock (_lock)
            {
                return [.. _endpoints];
            }
        }
    }

    public void Add(CwmpAcsEndpoint endpoint)
    {
        lock (_lock)
        {
            _endpoints.Add(endpoint);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before any service is stopped, Kestrel included: sessions need it to finish.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        AcsEngine[] engines = [.. Endpoints.Select(endpoint => endpoint.Engine)];
        AspNetCoreLog.Draining(logger, engines.Sum(engine => engine.ActiveSessions), options.Value.DrainTimeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.DrainTimeout);
        await Task.WhenAll(engines.Select(engine => engine.StopAsync(limit.Token))).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (CwmpAcsEndpoint endpoint in Endpoints)
        {
            await endpoint.Engine.DisposeAsync().ConfigureAwait(false);
        }
    }
}
