// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>Accounts in memory. Thread-safe.</summary>
public sealed class MemoryCwmpCredentialStore : ICwmpCredentialStore
{
    private readonly ConcurrentDictionary<string, CwmpAccount> _accounts = new(StringComparer.Ordinal);

    /// <summary>Adds an account, or replaces the one of the same name.</summary>
    /// <param name="username">The name, as the device sends it.</param>
    /// <param name="account">The account.</param>
    public void Set(string username, CwmpAccount account)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentNullException.ThrowIfNull(account);
        _accounts[username] = account;
    }

    /// <summary>Removes an account.</summary>
    /// <param name="username">The name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string username)
    {
        ArgumentNullException.ThrowIfNull(username);
        return _accounts.TryRemove(username, out _);
    }

    /// <inheritdoc/>
    public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(username);
        return new(_accounts.GetValueOrDefault(username));
    }
}
