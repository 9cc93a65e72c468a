// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to what <see cref="CwmpAcsServiceCollectionExtensions"/> registered.</summary>
public sealed class CwmpAcsBuilder
{
    internal CwmpAcsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Finds the accounts of devices in a store of one's own, made once for the application.</summary>
    /// <typeparam name="TStore">The store; thread-safe.</typeparam>
    public CwmpAcsBuilder AddCredentialStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, ICwmpCredentialStore
    {
        Services.Replace(ServiceDescriptor.Singleton<ICwmpCredentialStore, TStore>());
        return this;
    }

    /// <summary>Finds the accounts of devices in a store that is there already.</summary>
    /// <param name="store">The store; thread-safe.</param>
    public CwmpAcsBuilder AddCredentialStore(ICwmpCredentialStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Services.Replace(ServiceDescriptor.Singleton(store));
        return this;
    }

    /// <summary>
    /// Finds the accounts of devices in a file of <c>username:password</c> lines (<see cref="FileCwmpCredentialStore"/>), read when the
    /// endpoint is mapped.
    /// </summary>
    /// <param name="path">The file.</param>
    public CwmpAcsBuilder AddCredentialFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Services.Replace(ServiceDescriptor.Singleton<ICwmpCredentialStore>(services => new FileCwmpCredentialStore(
            path, services.GetService<ILoggerFactory>(), services.GetService<TimeProvider>())));
        return this;
    }
}
