// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json.Nodes;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>Something to do with a device in its next session, in the JSON that GenieACS users know, and what came of it.</summary>
internal sealed class DeviceTask
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<AcsSession, CancellationToken, Task<JsonObject>> _run;
    private JsonObject? _result;
    private JsonObject? _fault;

    private DeviceTask(string name, Func<AcsSession, CancellationToken, Task<JsonObject>> run)
    {
        Name = name;
        _run = run;
    }

    public string Id { get; } = Guid.NewGuid().ToString("N")[..24];

    public string Name { get; }

    /// <summary>Completes when the device has answered, whatever it said.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Reads a task.</summary>
    /// <exception cref="FormatException">It is none; the message says what is missing.</exception>
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
            "addObject" => AddObject(Text(task, "objectName")),
            "deleteObject" => DeleteObject(Text(task, "objectName")),
            "reboot" => Simple(session => session.RebootAsync("reboot")),
            "factoryReset" => Simple(session => session.FactoryResetAsync()),
            "download" => Download(task),
            _ => throw new FormatException($"There is no task \"{name}\"."),
        });
    }

    /// <summary>Does it. A fault of the device is a result too; a session that breaks off leaves the task for the next one.</summary>
    public async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
    {
        try
        {
            _result = await _run(session, cancellationToken);
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
            // The task has something that no envelope can carry; it would fail for ever.
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

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> GetParameterValues(string[] names) => async (session, token) =>
    {
        var values = new JsonArray();
        foreach (ParameterValue value in await session.GetParameterValuesAsync(names, token))
        {
            values.Add((JsonNode)new JsonArray(value.Name, value.Text, value.Type.ToString()));
        }

        return new JsonObject { ["parameterValues"] = values };
    };

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> SetParameterValues(JsonObject task)
    {
        if (task["parameterValues"] is not JsonArray { Count: > 0 } entries)
        {
            throw new FormatException("setParameterValues needs \"parameterValues\": [[name, value, type], ...].");
        }

        var values = new List<ParameterValue>();
        foreach (JsonNode? entry in entries)
        {
            if (entry is not JsonArray { Count: 2 or 3 } parts || parts[0] is null || parts[1] is null)
            {
                throw new FormatException("Each of \"parameterValues\" is [name, value] or [name, value, type].");
            }

            // JSON's true and 5 are as good as "true" and "5".
            string type = parts.Count == 3 ? parts[2]?.ToString() ?? "xsd:string" : parts[1]!.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "xsd:boolean",
                System.Text.Json.JsonValueKind.Number => "xsd:int",
                _ => "xsd:string",
            };
            values.Add(new ParameterValue(parts[0]!.ToString(), ParameterType.FromName(type), parts[1]!.ToString()));
        }

        return async (session, token) => Status(await session.SetParameterValuesAsync(values, Text(task, "parameterKey", ""), token));
    }

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> GetParameterNames(string path, bool nextLevel) => async (session, token) =>
    {
        var names = new JsonArray();
        foreach (ParameterInfoStruct entry in await session.GetParameterNamesAsync(path, nextLevel, token))
        {
            names.Add((JsonNode)new JsonArray(entry.Name, entry.Writable));
        }

        return new JsonObject { ["parameterNames"] = names };
    };

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> AddObject(string name) => async (session, token) =>
    {
        AddObjectResponse response = await session.AddObjectAsync(name, cancellationToken: token);
        JsonObject result = Status(response.Status);
        result["instanceNumber"] = response.InstanceNumber;
        return result;
    };

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> DeleteObject(string name) => async (session, token) =>
        Status(await session.DeleteObjectAsync(name, cancellationToken: token));

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> Download(JsonObject task)
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
        return async (session, token) => Status((await session.DownloadAsync(download, token)).Status);
    }

    private static Func<AcsSession, CancellationToken, Task<JsonObject>> Simple(Func<AcsSession, Task> run) => async (session, _) =>
    {
        await run(session);
        return [];
    };

    private static JsonObject Status(RequestStatus status) => new() { ["status"] = (int)status };

    private static string Text(JsonObject task, string name, string? otherwise = null) =>
        task[name]?.ToString() ?? otherwise ?? throw new FormatException($"The task needs \"{name}\".");

    private static string[] Texts(JsonObject task, string name) =>
        task[name] is JsonArray { Count: > 0 } array && array.All(item => item is not null)
            ? [.. array.Select(item => item!.ToString())]
            : throw new FormatException($"The task needs \"{name}\", a list of strings.");
}
