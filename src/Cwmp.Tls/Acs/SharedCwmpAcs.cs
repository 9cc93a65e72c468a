// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

/// <summary>One ACS object for all sessions.</summary>
internal sealed class SharedCwmpAcs(CwmpAcs acs) : ICwmpAcsFactory
{
    public ValueTask<CwmpAcs> CreateAsync(DeviceIdentity device, CancellationToken cancellationToken) => new(acs);

    public ValueTask ReleaseAsync(CwmpAcs acs) => ValueTask.CompletedTask;
}
