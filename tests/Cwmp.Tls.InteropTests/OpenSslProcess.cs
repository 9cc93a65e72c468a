// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Text;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests;

/// <summary>A running openssl program, its output gathered line by line.</summary>
internal sealed class OpenSslProcess : IAsyncDisposable
{
    // No test should ever come near it; it keeps a hanging test from hanging the run.
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(90);

    private static readonly Lazy<string?> Version = new(FindVersion);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Bell _changed = new();

    private OpenSslProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _changed.Ring();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Skips the running test where there is no openssl.</summary>
    public static void Require()
    {
        Assert.SkipWhen(Version.Value is null, "needs the program openssl");
        Assert.SkipUnless(Version.Value!.StartsWith("OpenSSL 3.", StringComparison.Ordinal), $"needs OpenSSL 3, found {Version.Value}");
    }

    public static OpenSslProcess Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("openssl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new OpenSslProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the output holds a text, and gives the line it stands in.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        await _changed.UntilAsync(() => Find(text) is not null || _process.HasExited);
        if (Find(text) is null)
        {
            // What it wrote last may still be on its way.
            await WaitForExitAsync();
            Output.Should().Contain(text, "openssl has ended");
        }

        return Find(text)!;
    }

    public async Task<int> WaitForExitAsync()
    {
        using var ceiling = new CancellationTokenSource(Ceiling);
        await _process.WaitForExitAsync(ceiling.Token);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private string? Find(string text) => Output.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));

    private static string? FindVersion()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("openssl", "version") { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }

            _changed.Ring();
        }
    }
}
