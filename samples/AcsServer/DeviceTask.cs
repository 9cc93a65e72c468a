// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using System.Text.Json.Nodes;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>A task for a device in its next session, in the JSON that users of GenieACS know, and its result.</summary>
internal sealed class DeviceTask
{
    private delegate Task<JsonObject> Work(AcsSession session, DeviceRecord device, CancellationToken cancellationToken);

    // A device that breaks off its session over the same task each time would never get to the next task.
    private const int MaxAttempts = 3;

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Work _run;
    private JsonObject? _result;
    private JsonObject? _fault;
    private int _attempts;

    private DeviceTask(string name, Work run)
    {
        Name = name;
        _run = run;
    }

    public string Id { get; } = Guid.NewGuid().ToString("N")[..24];

    public string Name { get; }

    /// <summary>Completes when the device has answered, with a result or with a fault.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Reads a task.</summary>
    /// <exception cref="FormatException">The JSON is not a task; the message says what is missing.</exception>
    public static DeviceTask Parse(JsonNode? json)
    {
        if (json is not JsonObject task)
        {
            throw new FormatException("A task is a JSON object with a \"name\".");
        }

        string name = Text(task, "name");
        return new DeviceTask(name, name switch
        {
            "getParameterValues" => GetParameterValues(Texts(task, "parameterNames")),
            "setParameterValues" => SetParameterValues(task),
            "getParameterNames" => GetParameterNames(Text(task, "parameterPath", ""), task["nextLevel"]?.GetValue<bool>() ?? false),
            "addObject" => AddObject(ObjectName(task)),
            "deleteObject" => DeleteObject(ObjectName(task)),
            "reboot" => Simple(session => session.RebootAsync("reboot")),
            "factoryReset" => Simple(session => session.FactoryResetAsync()),
            "download" => Download(task),
            _ => throw new FormatException($"There is no task \"{name}\"."),
        });
    }

    /// <summary>
    /// Runs the task. A fault of the device is a result too. If the session breaks off, the task stays for the next session.
    /// </summary>
    public async Task RunAsync(AcsSession session, DeviceRecord device, CancellationToken cancellationToken)
    {
        if (++_attempts > MaxAttempts)
        {
            _fault = new JsonObject { ["message"] = $"The session broke off over this task {MaxAttempts} times." };
            _finished.TrySetResult();
            return;
        }

        try
        {
            _result = await _run(session, device, cancellationToken);
        }
        catch (CwmpFaultException exception)
        {
            _fault = new JsonObject
            {
                ["code"] = exception.FaultCode.ToString(),
                ["message"] = exception.Fault.FaultString,
                ["parameters"] = new JsonArray([.. exception.Fault.SetParameterValuesFaults.Select(fault => (JsonNode)new JsonObject
                {
                    ["name"] = fault.ParameterName,
                    ["code"] = fault.FaultCode.ToString(),
                    ["message"] = fault.FaultString,
                })]),
            };
        }
        catch (ArgumentException exception)
        {
            // The task has a value that no envelope can carry, so it would fail in every session.
            _fault = new JsonObject { ["message"] = exception.Message };
        }

        _finished.TrySetResult();
    }

    public JsonObject ToJson(string device) => new()
    {
        ["_id"] = Id,
        ["device"] = device,
        ["name"] = Name,
        ["status"] = !Finished.IsCompleted ? "pending" : _fault is null ? "done" : "fault",
        ["result"] = _result?.DeepClone(),
        ["fault"] = _fault?.DeepClone(),
    };

    private static Work GetParameterValues(string[] names) => async (session, device, token) =>
    {
        var values = new JsonArray();
        IReadOnlyList<ParameterValue> found = await session.GetParameterValuesAsync(names, token);
        device.Learn(found);
        foreach (ParameterValue value in found)
        {
            values.Add((JsonNode)new JsonArray(value.Name, value.Text, value.Type.ToString()));
        }

        return new JsonObject { ["parameterValues"] = values };
    };

    private static Work SetParameterValues(JsonObject task)
    {
        if (task["parameterValues"] is not JsonArray { Count: > 0 } entries)
        {
            throw new FormatException("setParameterValues needs \"parameterValues\": [[name, value, type], ...].");
        }

        var wanted = new List<(string Name, string Value, ParameterType? Type, ParameterType Guess)>();
        foreach (JsonNode? entry in entries)
        {
            if (entry is not JsonArray { Count: 2 or 3 } parts || parts[0] is null || parts[1] is null)
            {
                throw new FormatException("Each of \"parameterValues\" is [name, value] or [name, value, type].");
            }

            // JSON's true and 5 mean the same as "true" and "5".
            ParameterType guess = parts[1]!.GetValueKind() switch
            {
                JsonValueKind.True or JsonValueKind.False => ParameterType.Boolean,
                JsonValueKind.Number => ParameterType.Int,
                _ => ParameterType.String,
            };
            wanted.Add((parts[0]!.ToString(), parts[1]!.ToString(),
                parts.Count == 3 && parts[2] is { } type ? ParameterType.FromName(type.ToString()) : null, guess));
        }

        string parameterKey = Text(task, "parameterKey", "");
        return async (session, device, token) =>
        {
            // A device refuses a value whose type is not its own. If the type is unknown, the server asks the device for it.
            string[] unknown =
                [.. wanted.Where(value => value.Type is null && device.TypeOf(value.Name) is null).Select(value => value.Name)];
            if (unknown.Length > 0)
            {
                await TryLearnAsync(session, device, unknown, token);
            }

            ParameterValue[] values =
                [.. wanted.Select(value =>
                    new ParameterValue(value.Name, value.Type ?? device.TypeOf(value.Name) ?? value.Guess, value.Value))];
            JsonObject result = Status(await session.SetParameterValuesAsync(values, parameterKey, token));
            device.Learn(values);
            return result;
        };
    }

    private static async Task TryLearnAsync(AcsSession session, DeviceRecord device, string[] names, CancellationToken cancellationToken)
    {
        try
        {
            device.Learn(await session.GetParameterValuesAsync(names, cancellationToken));
        }
        catch (CwmpFaultException)
        {
            // The device does not tell. Then the type follows from the JSON.
        }
    }

    private static Work GetParameterNames(string path, bool nextLevel) => async (session, device, token) =>
    {
        var names = new JsonArray();
        foreach (ParameterInfoStruct entry in await session.GetParameterNamesAsync(path, nextLevel, token))
        {
            names.Add((JsonNode)new JsonArray(entry.Name, entry.Writable));
        }

        return new JsonObject { ["parameterNames"] = names };
    };

    private static Work AddObject(string name) => async (session, device, token) =>
    {
        AddObjectResponse response = await session.AddObjectAsync(name, cancellationToken: token);
        JsonObject result = Status(response.Status);
        result["instanceNumber"] = response.InstanceNumber;
        return result;
    };

    private static Work DeleteObject(string name) => async (session, device, token) =>
        Status(await session.DeleteObjectAsync(name, cancellationToken: token));

    private static Work Download(JsonObject task)
    {
        var download = new Download
        {
            FileType = Text(task, "fileType"),
            URL = Text(task, "url"),
            CommandKey = Text(task, "commandKey", "download"),
            Username = Text(task, "username", ""),
            Password = Text(task, "password", ""),
            FileSize = task["fileSize"]?.GetValue<uint>() ?? 0,
            TargetFileName = Text(task, "targetFileName", ""),
            DelaySeconds = task["delaySeconds"]?.GetValue<uint>() ?? 0,
        };
        return async (session, device, token) => Status((await session.DownloadAsync(download, token)).Status);
    }

    private static Work Simple(Func<AcsSession, Task> run) => async (session, _, _) =>
    {
        await run(session);
        return [];
    };

    private static JsonObject Status(RequestStatus status) => new() { ["status"] = (int)status };

    private static string Text(JsonObject task, string name, string? otherwise = null) =>
        task[name]?.ToString() ?? otherwise ?? throw new FormatException($"The task needs \"{name}\".");

    // The name of an object ends with a dot (TR-069 §A.2.2.1). GenieACS also accepts a name without it.
    private static string ObjectName(JsonObject task) => Text(task, "objectName") is var name && name.EndsWith('.') ? name : name + ".";

    private static string[] Texts(JsonObject task, string name) =>
        task[name] is JsonArray { Count: > 0 } array && array.All(item => item is not null)
            ? [.. array.Select(item => item!.ToString())]
            : throw new FormatException($"The task needs \"{name}\", a list of strings.");
}
