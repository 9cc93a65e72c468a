// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>What an acceptor settles for its sessions beside their context. Immutable, shared by all of them.</summary>
/// <param name="Log">Where sessions report; null for the context's.</param>
/// <param name="ApplicationProtocols">ALPN where the context names none.</param>
/// <param name="IgnoresUnexpectedEnd">Whether an end without close_notify is an end like any other.</param>
internal sealed record SessionSettings(ILogger? Log, IReadOnlyList<SslApplicationProtocol> ApplicationProtocols, bool IgnoresUnexpectedEnd)
{
    /// <summary>A session of its own: as the context says.</summary>
    public static SessionSettings Default { get; } = new(null, [], false);
}
