// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>What the server knows about one device. Thread-safe.</summary>
internal sealed class DeviceRecord(DeviceIdentity identity)
{
    private readonly ConcurrentDictionary<string, ParameterValue> _parameters = new(StringComparer.Ordinal);
    private readonly Lock _taskGate = new();
    private readonly LinkedList<DeviceTask> _pending = new();
    private readonly Queue<DeviceTask> _finished = new();

    // Limits on the memory for what a device reports and for the tasks that it is given.
    private const int MaxParameters = 20_000;
    private const int MaxPending = 1000;
    private const int MaxRemembered = 100;

    public string Id { get; } = identity.ToString();

    private int PendingTasks
    {
        get
        {
            lock (_taskGate)
            {
                return _pending.Count;
            }
        }
    }

    public bool IsProvisioned { get; set; }

    public int ProvisioningAttempts { get; set; }

    public DateTimeOffset LastInform { get; private set; }

    public AcsAuthentication AuthenticatedBy { get; private set; }

    public IReadOnlyList<string> LastEvents { get; private set; } = [];

    /// <summary>The URL for connection requests, from the last Inform.</summary>
    public string? ConnectionRequestUrl { get; private set; }

    /// <summary>Whether the device runs on this machine, as simulators do.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>The credentials this server gave the device for connection requests.</summary>
    public string ConnectionRequestUsername { get; } = "acs";

    public string ConnectionRequestPassword { get; } =
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public void Update(AcsSession session)
    {
        LastInform = DateTimeOffset.UtcNow;
        IsLocal = IPEndPoint.TryParse(session.RemoteAddress ?? "", out IPEndPoint? remote) && IPAddress.IsLoopback(remote.Address);
        AuthenticatedBy = session.AuthenticatedBy;
        LastEvents = [.. session.Inform.Event.Select(e => e.EventCode.Text)];
        Learn(session.Inform.ParameterList);
        ConnectionRequestUrl = session.Inform.ParameterList
            .FirstOrDefault(value => value.Name.EndsWith(".ManagementServer.ConnectionRequestURL", StringComparison.Ordinal))?.Text
            ?? ConnectionRequestUrl;
    }

    public void Learn(IEnumerable<ParameterValue> values)
    {
        foreach (ParameterValue value in values)
        {
            if (_parameters.Count < MaxParameters || _parameters.ContainsKey(value.Name))
            {
                _parameters[value.Name] = value;
            }
        }
    }

    /// <summary>The type that the device gave a parameter, or null if the device never reported the parameter.</summary>
    public ParameterType? TypeOf(string name) => _parameters.GetValueOrDefault(name) is { Type: { IsDeclared: true } type } ? type : null;

    /// <summary>Puts a task last in line.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryAdd(DeviceTask task)
    {
        lock (_taskGate)
        {
            if (_pending.Count == MaxPending)
            {
                return false;
            }

            _pending.AddLast(task);
            return true;
        }
    }

    public DeviceTask? NextTask()
    {
        lock (_taskGate)
        {
            return _pending.First?.Value;
        }
    }

    /// <summary>Removes a task from the line. Does nothing if another session of the device has removed it already.</summary>
    public void TaskDone(DeviceTask task)
    {
        lock (_taskGate)
        {
            if (!_pending.Remove(task))
            {
                return;
            }

            _finished.Enqueue(task);
            if (_finished.Count > MaxRemembered)
            {
                _finished.Dequeue();
            }
        }
    }

    public DeviceTask? FindTask(string id)
    {
        lock (_taskGate)
        {
            return _pending.Concat(_finished).FirstOrDefault(task => task.Id == id);
        }
    }

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
        ["pendingTasks"] = PendingTasks,
        ["parameters"] = new JsonObject(_parameters.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
            entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Text))),
    };
}
