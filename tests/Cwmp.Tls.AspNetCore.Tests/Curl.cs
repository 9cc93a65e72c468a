// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>libcurl, which most device agents are built on; the test is skipped where it is missing.</summary>
internal static class Curl
{
    public static async Task<string> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("curl") { RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process curl = Process.Start(start)!;
            string output = await curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await curl.WaitForExitAsync(TestContext.Current.CancellationToken);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs curl");
            throw;
        }
    }
}
