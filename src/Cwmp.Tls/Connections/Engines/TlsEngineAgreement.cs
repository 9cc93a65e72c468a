// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;

namespace Cwmp.Tls.Connections.Engines;

/// <summary>What a handshake agreed on.</summary>
internal readonly record struct TlsEngineAgreement(
    SslProtocols Protocol, TlsCipherSuite CipherSuite, SslApplicationProtocol ApplicationProtocol);
