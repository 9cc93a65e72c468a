// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// Where an ACS finds the accounts of its devices, such as a database. Asked for each request that carries credentials, so it should be quick or
/// cache. Implementations are thread-safe.
/// </summary>
public interface ICwmpCredentialStore
{
    /// <summary>Finds the account of a user name.</summary>
    /// <param name="username">The name as the device sent it, at most 512 characters. It is not percent-decoded: <c>%</c> belongs to a TR-069 name.</param>
    /// <param name="cancellationToken">Cancelled when the device no longer waits.</param>
    /// <returns>The account, or null where there is none. An exception is logged, and the device is asked to come again later (503).</returns>
    ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken);
}
