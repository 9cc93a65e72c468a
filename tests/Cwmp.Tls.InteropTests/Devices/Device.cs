// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>A device of somebody else's making: device.py or device.js beside this file. Where its language is missing, the test is skipped.</summary>
internal static class Device
{
    /// <summary>Runs one session; fails the test when the device is not content.</summary>
    /// <returns>What the device printed.</returns>
    public static async Task<string[]> RunAsync(string language, JsonObject options)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Devices", language == "node" ? "device.js" : "device.py");
        var start = new ProcessStartInfo(language) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(options.ToJsonString(new JsonSerializerOptions()));
        Process device;
        try
        {
            device = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs " + language);
            throw;
        }

        using (device)
        {
            Task<string> output = device.StandardOutput.ReadToEndAsync();
            Task<string> error = device.StandardError.ReadToEndAsync();
            await device.WaitForExitAsync().WaitAsync(OpenSslProcess.Ceiling);
            device.ExitCode.Should().Be(0, await error);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
