// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>
/// samples/AcsServer as a program of its own, with everything switched on, for a class of tests. All its ports are free ones of this
/// machine.
/// </summary>
public sealed partial class AcsServerProcess : IAsyncLifetime, IDisposable
{
    public const string Password = "p:w \"x\"";

    private static readonly TimeSpan Ceiling = OpenSslProcess.Ceiling;

    private readonly TemporaryFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly ConcurrentDictionary<string, JsonElement> _sessions = new();
    private readonly SemaphoreSlim _sessionEnded = new(0);
    private Process? _process;
    private Task<string>? _known;
    private int _devices;

    public int TlsPort { get; private set; }

    public int PlainPort { get; private set; }

    public Uri Admin { get; private set; } = null!;

    public string Authority => _folder.File("ca.pem");

    /// <summary>The arguments that every start needs.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    public static string Program
    {
        get
        {
            // …/bin/<configuration>/net10.0/ here and there alike.
            string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
            return Path.Combine(RepositoryFiles.Root, "samples", "AcsServer", "bin", parts[^2], parts[^1], "AcsServer.dll");
        }
    }

    public async ValueTask InitializeAsync()
    {
        _folder.Write("ca.pem", _pki.Root.ToPem());
        (string certificate, string key) = _pki.Acs("127.0.0.1").WithKey(TestKey.Rsa2048)
            .WithKeyUsage(System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.DigitalSignature |
                System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyEncipherment)
            .Issue().Save(_folder.Path, "acs");
        Files = ["--ca", Authority, "--cert", certificate, "--key", key];
        string users = _folder.Write("users", string.Concat(Enumerable.Range(0, 200).Select(i => $"{IdOf($"P{i}")}:{Password}\n")));
        _process = Start(
            ["--port", "0", "--http-port", "0", "--admin-port", "0", "--client-certificates", "optional", "--tls-profile", "legacy",
                "--users", users, .. Files]);
        var listening = new TaskCompletionSource<string>();
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("Listening on ", StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(line.Data);
            }
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } json)
            {
                JsonElement session = JsonDocument.Parse(json).RootElement;
                _sessions[session.GetProperty("device").GetString()!] = session;
                _sessionEnded.Release();
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        int[] ports = [.. Ports().Matches(await listening.Task.WaitAsync(Ceiling)).Select(match => int.Parse(match.Groups[1].Value))];
        (TlsPort, PlainPort) = (ports[0], ports[1]);
        Admin = new Uri($"http://127.0.0.1:{ports[2]}");
    }

    public static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static string IdOf(string serial) => "00256D-Box-" + serial;

    /// <summary>A serial number that no other test has. Those with P have an account.</summary>
    public string NextSerial(char kind) =>
        kind + Interlocked.Increment(ref _devices).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Certificate and key of a device, in files.</summary>
    public (string Certificate, string Key) Certify(string serial) =>
        _pki.Cpe(IdOf(serial)).IssuedBy(_pki.Intermediate).Issue().Save(_folder.Path, serial);

    /// <summary>Certificate, port and name of a device, as device.py and device.js want them.</summary>
    public JsonObject OptionsOf(string serial)
    {
        (string certificate, string key) = Certify(serial);
        return new JsonObject { ["port"] = TlsPort, ["serial"] = serial, ["ca"] = Authority, ["cert"] = certificate, ["key"] = key };
    }

    /// <summary>A device that came by once, for tests that leave it as it is.</summary>
    public Task<string> KnownSerialAsync()
    {
        lock (_sessions)
        {
            return _known ??= ComeAsync();
        }

        async Task<string> ComeAsync()
        {
            string serial = NextSerial('S');
            await Device.RunAsync(Device.Python, OptionsOf(serial));
            return serial;
        }
    }

    /// <summary>The line about the session of a device.</summary>
    public async Task<JsonElement> SessionOfAsync(string serial)
    {
        JsonElement session;
        while (!_sessions.TryGetValue(IdOf(serial), out session))
        {
            (await _sessionEnded.WaitAsync(Ceiling)).Should().BeTrue("a line is written for each session");
        }

        return session;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _sessionEnded.Dispose();
            _pki.Dispose();
            _folder.Dispose();
        }
    }

    [GeneratedRegex(":(\\d+)")]
    private static partial Regex Ports();
}
