// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// The store of an ACS without accounts: its devices have certificates. With it Authorization headers are not looked at; a device that sends its factory password along is known
/// by its certificate all the same.
/// </summary>
internal sealed class NoCredentialStore : ICwmpCredentialStore
{
    public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken) => default;
}
