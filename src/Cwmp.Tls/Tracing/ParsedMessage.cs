// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What a handshake message turned out to be.</summary>
internal readonly record struct ParsedMessage(HandshakeFrameKind Kind, HandshakeDetails? Details, bool IsMalformed);
