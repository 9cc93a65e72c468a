// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// The store of an ACS without accounts: its devices have certificates. With it the ACS ignores Authorization headers. A device that sends
/// its factory password as well is still identified by its certificate.
/// </summary>
internal sealed class NoCredentialStore : ICwmpCredentialStore
{
    public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken) => default;
}
