// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>Gives each session its own <typeparamref name="TAcs"/> from a dependency injection scope of its own. Thread-safe.</summary>
internal sealed class ScopedAcsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAcs>(
    IServiceProvider services) : ICwmpAcsFactory
    where TAcs : CwmpAcs
{
    private readonly ObjectFactory<TAcs> _create = ActivatorUtilities.CreateFactory<TAcs>([]);
    private readonly ConcurrentDictionary<CwmpAcs, AsyncServiceScope> _scopes = new(ReferenceEqualityComparer.Instance);

    public ValueTask<CwmpAcs> CreateAsync(DeviceIdentity device, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        try
        {
            // One object for several sessions would be let go by the first that ends; each session has its own.
            TAcs acs = _create(scope.ServiceProvider, []);
            _scopes.TryAdd(acs, scope);
            return new(acs);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    public async ValueTask ReleaseAsync(CwmpAcs acs)
    {
        if (!_scopes.TryRemove(acs, out AsyncServiceScope scope))
        {
            return;
        }

        await using (scope.ConfigureAwait(false))
        {
            if (acs is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            }
            else if (acs is IDisposable disposable)
            {
                disposable.Dispose();
            }
        }
    }
}
