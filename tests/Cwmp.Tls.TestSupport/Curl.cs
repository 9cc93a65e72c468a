// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;

namespace Cwmp.Tls.TestSupport;

/// <summary>libcurl, which most device agents are built on. A test that needs it skips with a reason where it is not installed.</summary>
public static class Curl
{
    /// <summary>Runs curl to its end and returns what it wrote.</summary>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("curl", arguments) { RedirectStandardOutput = true };
        try
        {
            using Process curl = Process.Start(start)!;
            string output = await curl.StandardOutput.ReadToEndAsync(cancellationToken);
            await curl.WaitForExitAsync(cancellationToken);
            return output;
        }
        catch (Win32Exception)
        {
            Xunit.Assert.Skip("needs curl");
            throw;
        }
    }
}
