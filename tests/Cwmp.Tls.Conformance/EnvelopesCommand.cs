// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Conformance;

internal static class EnvelopesCommand
{
    public static int Run(ReadOnlySpan<string> args, TextWriter output, TextWriter error)
    {
        error.WriteLine("Not written yet.");
        return 2;
    }
}
