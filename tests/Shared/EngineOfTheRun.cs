// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests;

/// <summary>Puts the engine of the run in force before any test makes a context.</summary>
internal static class EngineOfTheRun
{
#pragma warning disable CA2255 // A test assembly is a program.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Choose() => EngineUnderTest.Apply();
}
