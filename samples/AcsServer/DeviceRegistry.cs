// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using Cwmp.Tls.Certificates;

namespace AcsServer;

/// <summary>All devices that had a session since the server started. A real ACS has a database here.</summary>
internal sealed class DeviceRegistry
{
    private readonly ConcurrentDictionary<DeviceIdentity, DeviceRecord> _devices = new();

    public IEnumerable<DeviceRecord> All => _devices.Values.OrderBy(device => device.Id, StringComparer.Ordinal);

    public DeviceRecord Get(DeviceIdentity identity) => _devices.GetOrAdd(identity, static key => new DeviceRecord(key));

    /// <summary>The device of an id such as 00256D-Router-A1, percent-encoded as in TR-069 §3.4.4.</summary>
    public DeviceRecord? Find(string id) =>
        DeviceIdentity.TryParse(id, out DeviceIdentity? identity) ? _devices.GetValueOrDefault(identity) : null;
}
