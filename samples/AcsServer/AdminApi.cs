// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cwmp.Tls.ConnectionRequests;

namespace AcsServer;

/// <summary>The admin port: what devices there are, and what to do with them, as users of GenieACS know it. Localhost only, without authentication.</summary>
internal sealed class AdminApi(DeviceRegistry devices)
{
    // The URL of a connection request is the device's own words. A device that came over the network cannot send us to our own loopback addresses; a
    // simulator on this machine can.
    private readonly ConnectionRequestClient _remote = new();
    private readonly ConnectionRequestClient _local = new(new ConnectionRequestClientOptions { AllowTarget = target => IPAddress.IsLoopback(target.Address) });

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A device has 30 seconds to come after a connection request (TR-069 §3.2.2).
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A server of its own: nothing that arrives on the devices' ports can be routed here, whatever its Host header says.
    /// </summary>
    public WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        WebApplication app = builder.Build();
        RouteGroupBuilder api = app.MapGroup("").AddEndpointFilter(RefuseStrangersAsync);
        api.MapGet("/devices", () => Json(200, new JsonArray([.. devices.All.Select(device => (JsonNode)device.ToJson())])));
        api.MapGet("/devices/{id}", (string id) => devices.Find(id) is { } device ? Json(200, device.ToJson()) : NotFound(id));
        api.MapGet("/devices/{id}/tasks/{task}", (string id, string task) =>
            devices.Find(id)?.FindTask(task) is { } found ? Json(200, found.ToJson(id)) : NotFound(task));
        api.MapPost("/devices/{id}/tasks", AddTaskAsync);
        return app;
    }

    // 200 with the result when the device came and answered in time, 202 when the task waits for its next session.
    private async Task<IResult> AddTaskAsync(HttpContext context, string id)
    {
        if (devices.Find(id) is not { } device)
        {
            return NotFound(id);
        }

        DeviceTask task;
        try
        {
            task = DeviceTask.Parse(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return Json(400, new JsonObject { ["error"] = exception.Message });
        }

        device.Add(task);
        TimeSpan wait = int.TryParse(context.Request.Query["timeout"], out int milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;
        string? outcome = null;
        if (context.Request.Query.ContainsKey("connection_request"))
        {
            outcome = await RequestConnectionAsync(device, context.RequestAborted);
            wait = wait > TimeSpan.Zero ? wait : outcome is nameof(ConnectionRequestOutcome.Accepted) or nameof(ConnectionRequestOutcome.Busy) ? DefaultWait : TimeSpan.Zero;
        }

        await Task.WhenAny(task.Finished, Task.Delay(wait, context.RequestAborted));
        JsonObject answer = task.ToJson(id);
        if (outcome is not null)
        {
            answer["connectionRequest"] = outcome;
        }

        return Json(task.Finished.IsCompleted ? 200 : 202, answer);
    }

    private async Task<string> RequestConnectionAsync(DeviceRecord device, CancellationToken cancellationToken)
    {
        if (device.ConnectionRequestUrl is not { Length: > 0 } url)
        {
            return "NoUrl";
        }

        ConnectionRequestResult result = await (device.IsLocal ? _local : _remote).SendAsync(
            url, device.ConnectionRequestUsername, device.ConnectionRequestPassword, cancellationToken);
        return result.Outcome.ToString();
    }

    // A web page in a browser on this machine can reach localhost too; it is betrayed by its Origin, or by the Host of a rebound name.
    private static ValueTask<object?> RefuseStrangersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpRequest request = context.HttpContext.Request;
        string host = request.Host.Host;
        bool isLocal = host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
        return isLocal && request.Headers.Origin.Count == 0
            ? next(context)
            : ValueTask.FromResult<object?>(Json(403, new JsonObject { ["error"] = "This port is for programs on this machine." }));
    }

    private static IResult NotFound(string id) => Json(404, new JsonObject { ["error"] = $"There is no {id}." });

    private static IResult Json(int status, JsonNode body) => Results.Text(body.ToJsonString(Plain), "application/json", statusCode: status);
}
