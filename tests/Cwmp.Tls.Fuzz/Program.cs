// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

internal static class Program
{
    private static int Main(string[] args) => FuzzRunner.Run(args, Console.Out, Console.Error);
}
