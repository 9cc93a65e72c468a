// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>One call of <c>AddCwmpTls</c>.</summary>
/// <param name="Name">The name of the context; empty where it has none.</param>
/// <param name="Configure">What code adds to the configuration section; null for nothing.</param>
internal sealed record CwmpTlsRegistration(string Name, Action<CwmpTlsContextBuilder>? Configure)
{
    public bool IsFor(string name) => string.Equals(Name, name, StringComparison.Ordinal);
}
