// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Tracing;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Building;

/// <summary>
/// What <see cref="CwmpTlsContextBuilder.Build"/> decided, once and for all; a context is this plan and nothing else. The sources in it
/// stay, and what they give may change.
/// </summary>
internal sealed record ContextPlan : IDisposable
{
    public required SslProtocols Protocols { get; init; }

    public required CwmpTlsVerifyMode VerifyMode { get; init; }

    /// <summary>The flags in force, with those that always are.</summary>
    public required CwmpTlsFlags Flags { get; init; }

    public required CwmpTlsCipherProfile CipherProfile { get; init; }

    public required TimeSpan HandshakeTimeout { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required HandshakeTraceLevel TraceLevel { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>The certificate, the trust, the CRLs and their files.</summary>
    public required MaterialSources Sources { get; init; }

    /// <summary>What the next handshake uses.</summary>
    public required CurrentMaterial Material { get; init; }

    /// <summary>Who judges peers.</summary>
    public required PeerVerifiers Verifiers { get; init; }

    /// <summary>What was made for this plan, and is disposed with it.</summary>
    public required IReadOnlyList<IDisposable> Owned { get; init; }

    public void Dispose()
    {
        foreach (IDisposable owned in Owned)
        {
            owned.Dispose();
        }
    }
}
