// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cwmp.Tls.ConnectionRequests;

namespace AcsServer;

/// <summary>
/// The admin port: lists the devices and takes tasks for them, in the form that users of GenieACS know. Localhost only, without
/// authentication.
/// </summary>
internal sealed class AdminApi(DeviceRegistry devices)
{
    // The URL of a connection request is the device's own words. A device that came over the network cannot send us to our own loopback
    // addresses; a simulator on this machine can.
    private readonly ConnectionRequestClient _remote = new();
    private readonly ConnectionRequestClient _local =
        new(new ConnectionRequestClientOptions { AllowTarget = target => IPAddress.IsLoopback(target.Address) });

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // An object with two values of one name is refused, because nobody could say which of them counts.
    private static readonly JsonDocumentOptions OnceEach = new() { AllowDuplicateProperties = false };

    private const int MaxTaskBytes = 1 << 20;

    // A device has 30 seconds to come after a connection request (TR-069 §3.2.2).
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    private CancellationToken _stopping;

    /// <summary>
    /// Makes a second server. A request that arrives on a port for devices cannot reach it, whatever its Host header says.
    /// </summary>
    public WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxTaskBytes;
            if (port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        WebApplication app = builder.Build();
        _stopping = app.Lifetime.ApplicationStopping;
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
        HttpRequest request = context.Request;
        if (devices.Find(id) is not { } device)
        {
            return NotFound(id);
        }

        if (!TryReadTimeout(request.Query["timeout"], out TimeSpan wait))
        {
            return Error(400, $"\"timeout\" is the time to wait for the device in milliseconds, 0 to {MaxWait.TotalMilliseconds}.");
        }

        DeviceTask task;
        try
        {
            task = DeviceTask.Parse(
                await JsonNode.ParseAsync(request.Body, documentOptions: OnceEach, cancellationToken: context.RequestAborted));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return Error(400, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            return Error(exception.StatusCode, exception.Message);
        }

        if (!device.TryAdd(task))
        {
            return Error(429, $"{id} has as many tasks waiting as there may be.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        string? outcome = null;
        if (request.Query.ContainsKey("connection_request"))
        {
            outcome = await RequestConnectionAsync(device, context.RequestAborted);
            bool isComing = outcome is nameof(ConnectionRequestOutcome.Accepted) or nameof(ConnectionRequestOutcome.Busy);
            wait = wait == TimeSpan.Zero && isComing ? DefaultWait : wait;
        }

        await Task.WhenAny(task.Finished, Task.Delay(wait, patience.Token));
        JsonObject answer = task.ToJson(id);
        if (outcome is not null)
        {
            answer["connectionRequest"] = outcome;
        }

        return Json(task.Finished.IsCompleted ? 200 : 202, answer);
    }

    private static bool TryReadTimeout(string? text, out TimeSpan timeout)
    {
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds);
        timeout = TimeSpan.FromMilliseconds(milliseconds);
        return string.IsNullOrEmpty(text) || (isNumber && timeout <= MaxWait);
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

    // A web page in a browser on this machine can reach localhost too. Three things give such a request away: a Host name that was rebound
    // to this address, the headers in which only browsers say where a request comes from, and a content type that a page may send without
    // asking first (CORS).
    private static ValueTask<object?> RefuseStrangersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpRequest request = context.HttpContext.Request;
        string host = request.Host.Host;
        bool isLocal = host is "localhost"
            || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
        bool isFromPage = request.Headers.Origin.Count > 0 || request.Headers.Referer.Count > 0 ||
            (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "none");
        if (!isLocal || isFromPage)
        {
            return ValueTask.FromResult<object?>(Error(403, "This port is for programs on this machine."));
        }

        return request.ContentType is { } type &&
            (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                ? ValueTask.FromResult<object?>(Error(415, "A task is sent as application/json."))
                : next(context);
    }

    private static IResult NotFound(string id) => Error(404, $"There is no {id}.");

    private static IResult Error(int status, string message) => Json(status, new JsonObject { ["error"] = message });

    private static IResult Json(int status, JsonNode body) =>
        Results.Text(body.ToJsonString(Plain), "application/json", statusCode: status);
}
