// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;

namespace Cwmp.Tls.TestSupport;

/// <summary>Runs the openssl command. A test that needs it skips with a reason where it is not installed.</summary>
public static class OpenSslTool
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(1);

    private static readonly Lazy<string?> InstalledVersion = new(() =>
    {
        try
        {
            return Start(Environment.CurrentDirectory, ["version"]).Output.Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    });

    /// <summary>The first line of "openssl version", or null where it is not installed.</summary>
    public static string? Version => InstalledVersion.Value;

    /// <summary>Skips the running test where openssl 3 is not installed.</summary>
    public static void Require()
    {
        if (Version?.StartsWith("OpenSSL 3", StringComparison.Ordinal) != true)
        {
            Xunit.Assert.Skip("needs the openssl command, version 3, found " + (Version ?? "none"));
        }
    }

    /// <summary>Runs openssl to its end. It never waits for input.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        Require();
        return Start(folder, arguments);
    }

    /// <summary>Runs openssl and throws with its output when it reports failure.</summary>
    public static string RunToSuccess(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, arguments);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)} gave {exitCode}: {output}");
    }

    private static (int ExitCode, string Output) Start(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Ceiling))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("openssl " + string.Join(' ', arguments));
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }
}
