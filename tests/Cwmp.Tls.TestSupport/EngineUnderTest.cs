// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// The engine of a test run, for tests that do not choose one: the environment variable CWMP_TLS_TEST_ENGINE (SslStream or OpenSsl) says
/// it, and otherwise <see cref="CwmpTlsEngine.Auto"/> finds it.
/// </summary>
public static class EngineUnderTest
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("CWMP_TLS_TEST_ENGINE");

    /// <summary>Whether a refused peer is told by an alert in the handshake why it was refused.</summary>
    public static bool SendsAlerts { get; } =
        Chosen != nameof(CwmpTlsEngine.SslStream) && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libssl.so.3", out _);

    /// <summary>Whether a server gives its sessions out as tickets in TLS 1.2, in place of keeping them itself.</summary>
    public static bool SendsTickets => !SendsAlerts;

    /// <summary>Makes <see cref="CwmpTlsEngine.Auto"/> mean the chosen engine in this process. Called before the first test.</summary>
    public static void Apply()
    {
        if (Chosen is not null)
        {
            AppContext.SetData("Cwmp.Tls.Engine", Chosen);
        }
    }
}
