// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.


namespace Cwmp.Tls.Tracing;

/// <summary>The content types of a record (RFC 8446 §5.1, RFC 6520).</summary>
internal static class ContentType
{
    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;
    public const byte ApplicationData = 23;
    public const byte Heartbeat = 24;
}
