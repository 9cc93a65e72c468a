// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls;
using Cwmp.Tls.Acs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CpeProof;

/// <summary>
/// An ACS on Kestrel with mutual TLS, and the files it lets devices download. A restart forgets every session and cuts every connection;
/// what the handler has written down stays.
/// </summary>
internal sealed class AcsProcess(CwmpTlsContext context, CwmpAcs handler) : IAsyncDisposable
{
    private WebApplication? _app;

    public int Port { get; private set; }

    public int Starts { get; private set; }

    /// <summary>Makes the content of a file from its name, which has the number of kibibytes and the key of the content.</summary>
    public static byte[] FileContent(string name)
    {
        byte[] content = new byte[Size(name)];
        byte[] seed = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        for (int i = 0; i < content.Length; i++)
        {
            content[i] = (byte)(seed[i & 31] + (i >> 5));
        }

        return content;
    }

    /// <summary>Names are <c>key-KIB</c>.</summary>
    public static int Size(string name) => int.Parse(name.AsSpan(name.LastIndexOf('-') + 1)) * 1024;

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddCwmpAcs(options =>
        {
            options.DrainTimeout = TimeSpan.FromMilliseconds(1);
            options.Engine.MaxSessions = 100_000;
        });
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen => listen.UseCwmpTls(context)));
        WebApplication app = builder.Build();
        app.MapCwmpAcs("/acs", handler);
        app.MapGet("/files/{name}", ServeFileAsync);
        await app.StartAsync();
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        _app = app;
        Starts++;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }

    // In pieces with pauses between them, so that the proxy has time to cut. With the headers that a device needs to resume.
    private static async Task ServeFileAsync(string name, HttpContext http)
    {
        byte[] content = FileContent(name);
        string tag = $"\"{name}\"";
        int from = 0;
        http.Response.Headers.ETag = tag;
        if (http.Request.GetTypedHeaders().Range?.Ranges.First().From is long start && http.Request.Headers.IfRange == tag)
        {
            if (start >= content.Length)
            {
                http.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            from = (int)start;
            http.Response.StatusCode = StatusCodes.Status206PartialContent;
            http.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        http.Response.ContentLength = content.Length - from;
        int piece = Math.Max(16 * 1024, content.Length / 16);
        while (from < content.Length)
        {
            int length = Math.Min(piece, content.Length - from);
            await http.Response.Body.WriteAsync(content.AsMemory(from, length), http.RequestAborted);
            await Task.Delay(5, http.RequestAborted);
            from += length;
        }
    }
}
