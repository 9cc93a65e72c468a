// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>How much a connection remembers of its handshake.</summary>
public enum HandshakeTraceLevel
{
    /// <summary>No trace (the default). Only the few facts that explain a failure are noted.</summary>
    Off = 0,

    /// <summary>One decoded <see cref="HandshakeFrame"/> per message. No application data is kept, encrypted or not.</summary>
    Messages = 1,

    /// <summary>
    /// Frames, and in addition the first <see cref="HandshakeTrace.MaxCaptureBytes"/> bytes as they crossed the wire, for
    /// <see cref="HandshakeTrace.WritePcap"/>. That is cipher text, except where the peer did not speak TLS at all.
    /// </summary>
    Capture = 2,
}
