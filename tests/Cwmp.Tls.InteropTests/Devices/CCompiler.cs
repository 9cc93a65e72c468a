// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>Makes programs of the C files, once each. Where compiler, headers or libraries are missing, the test is skipped.</summary>
internal static class CCompiler
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Devices", "C");

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Programs = new();

    /// <summary>Gives the path of the device with one of the transports, openssl or curl.</summary>
    public static Task<string> CompileAsync(string transport) => Programs.GetOrAdd(transport, name => new(() => MakeAsync(name))).Value;

    private static async Task<string> MakeAsync(string transport)
    {
        (string header, string[] libraries) = transport == "curl"
            ? ("curl/curl.h", ["-lcurl"])
            : ("openssl/ssl.h", new[] { "-lssl", "-lcrypto" });
        string probe = Path.Combine(Sources, $"probe_{transport}.c");
        await File.WriteAllTextAsync(probe, $"#include <{header}>\nint main(void) {{ return 0; }}\n");
        (int missing, _, _) = await RunAsync([probe, "-o", Path.ChangeExtension(probe, "out"), .. libraries]);
        Assert.SkipUnless(missing == 0, $"needs {header} and {string.Join(' ', libraries)}");

        string program = Path.Combine(Sources, "device_" + transport + ".out");
        string[] files = [Path.Combine(Sources, "device.c"), Path.Combine(Sources, $"device_{transport}.c")];
        (int failed, _, string error) = await RunAsync(["-std=gnu11", "-O1", "-Wall", "-Wextra", .. files, "-o", program, .. libraries]);
        failed.Should().Be(0, error);
        return program;
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(IEnumerable<string> arguments) =>
        Device.RunAsync(new ProcessStartInfo("cc", arguments), "needs cc");
}
