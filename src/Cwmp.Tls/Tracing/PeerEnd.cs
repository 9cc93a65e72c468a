// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>How the peer's side of the TCP connection ended.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Progress">How far the handshake was.</param>
/// <param name="IsReset">A reset rather than a FIN.</param>
/// <param name="IsInsideRecord">In the middle of a record or of a handshake message.</param>
internal readonly record struct PeerEnd(DateTimeOffset Time, HandshakeProgress Progress, bool IsReset, bool IsInsideRecord);
