// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>
/// A device of somebody else's making: device.py, device.js or the C of folder C beside this file. Where its language is missing, the test
/// is skipped.
/// </summary>
internal static class Device
{
    public const string Python = "python3";
    public const string Node = "node";

    /// <summary>C, with HTTP by hand over libssl.</summary>
    public const string COpenSsl = "C over libssl";

    /// <summary>C over libcurl.</summary>
    public const string CCurl = "C over libcurl";

    /// <summary>Runs one session; fails the test when the device is not content.</summary>
    /// <returns>What the device printed.</returns>
    public static async Task<string[]> RunAsync(string language, JsonObject options)
    {
        ProcessStartInfo start = language is Python or Node ? Script(language, options) : await ProgramAsync(language, options);
        (int exitCode, string output, string error) = await RunAsync(start, "needs " + language);
        exitCode.Should().Be(0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs a program to its end, or skips the test where there is no such program.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, string skipReason)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip(skipReason);
            throw;
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);
            return (process.ExitCode, await output, await error);
        }
    }

    private static ProcessStartInfo Script(string language, JsonObject options)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Devices", language == Node ? "device.js" : "device.py");
        return new ProcessStartInfo(language, [script, options.ToJsonString(new JsonSerializerOptions())]);
    }

    private static async Task<ProcessStartInfo> ProgramAsync(string language, JsonObject options)
    {
        string program = await CCompiler.CompileAsync(language == CCurl ? "curl" : "openssl");
        return new ProcessStartInfo(program, options.Select(option =>
            option.Key + "=" +
                (option.Value is JsonArray words ? string.Join(' ', words.Select(word => word!.ToString())) : option.Value!.ToString())));
    }
}
