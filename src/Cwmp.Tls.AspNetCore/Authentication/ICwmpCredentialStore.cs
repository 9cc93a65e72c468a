// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// Where an ACS finds the accounts of its devices, such as a database. The ACS asks for each request that carries credentials, so the store
/// should be quick or keep a cache. Implementations are thread-safe.
/// </summary>
public interface ICwmpCredentialStore
{
    /// <summary>Finds the account of a user name.</summary>
    /// <param name="username">
    /// The name as the device sent it, at most 512 characters. It is not percent-decoded: in a TR-069 name a <c>%</c> belongs to the text.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the device no longer waits.</param>
    /// <returns>
    /// The account, or null where the name has no account. An exception is logged, and the device gets 503 and comes again later.
    /// </returns>
    ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken);
}
