// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>What the server knows about one device. Thread-safe.</summary>
internal sealed class DeviceRecord(DeviceIdentity identity)
{
    private readonly ConcurrentDictionary<string, ParameterValue> _parameters = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<DeviceTask> _tasks = new();
    private readonly ConcurrentDictionary<string, DeviceTask> _allTasks = new(StringComparer.Ordinal);

    public string Id { get; } = identity.ToString();

    public bool IsProvisioned { get; set; }

    public int ProvisioningAttempts { get; set; }

    public DateTimeOffset LastInform { get; private set; }

    public AcsAuthentication AuthenticatedBy { get; private set; }

    public IReadOnlyList<string> LastEvents { get; private set; } = [];

    /// <summary>Where connection requests go to, by the last Inform.</summary>
    public string? ConnectionRequestUrl { get; private set; }

    /// <summary>Whether the device runs on this machine, as simulators do.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>The credentials this server gave the device for connection requests.</summary>
    public string ConnectionRequestUsername { get; } = "acs";

    public string ConnectionRequestPassword { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public void Update(AcsSession session)
    {
        LastInform = DateTimeOffset.UtcNow;
        IsLocal = IPEndPoint.TryParse(session.RemoteAddress ?? "", out IPEndPoint? remote) && IPAddress.IsLoopback(remote.Address);
        AuthenticatedBy = session.AuthenticatedBy;
        LastEvents = [.. session.Inform.Event.Select(e => e.EventCode.Text)];
        Learn(session.Inform.ParameterList);
        ConnectionRequestUrl = session.Inform.ParameterList
            .FirstOrDefault(value => value.Name.EndsWith(".ManagementServer.ConnectionRequestURL", StringComparison.Ordinal))?.Text ?? ConnectionRequestUrl;
    }

    public void Learn(IEnumerable<ParameterValue> values)
    {
        foreach (ParameterValue value in values)
        {
            _parameters[value.Name] = value;
        }
    }

    public void Add(DeviceTask task)
    {
        _allTasks[task.Id] = task;
        _tasks.Enqueue(task);
    }

    public DeviceTask? NextTask() => _tasks.TryPeek(out DeviceTask? task) ? task : null;

    public void TaskDone() => _tasks.TryDequeue(out _);

    public DeviceTask? FindTask(string id) => _allTasks.GetValueOrDefault(id);

    public JsonObject ToJson() => new()
    {
        ["_id"] = Id,
        ["_deviceId"] = new JsonObject
        {
            ["_OUI"] = identity.Oui,
            ["_ProductClass"] = identity.ProductClass,
            ["_SerialNumber"] = identity.SerialNumber,
        },
        ["_lastInform"] = LastInform.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["authenticated"] = AuthenticatedBy.ToString().ToLowerInvariant(),
        ["events"] = new JsonArray([.. LastEvents.Select(text => (JsonNode)text)]),
        ["pendingTasks"] = _tasks.Count,
        ["parameters"] = new JsonObject(_parameters.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
            entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Text))),
    };
}
