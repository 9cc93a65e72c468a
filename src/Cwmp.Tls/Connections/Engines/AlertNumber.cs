// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>The numbers of the alerts that this library sends or explains (RFC 8446 §6, RFC 5246 §7.2).</summary>
internal static class AlertNumber
{
    public const byte HandshakeFailure = 40;
    public const byte BadCertificate = 42;
    public const byte UnsupportedCertificate = 43;
    public const byte CertificateRevoked = 44;
    public const byte CertificateExpired = 45;
    public const byte CertificateUnknown = 46;
    public const byte UnknownCa = 48;
    public const byte AccessDenied = 49;
    public const byte DecryptError = 51;
    public const byte ProtocolVersion = 70;
    public const byte InternalError = 80;
    public const byte CertificateRequired = 116;
    public const byte NoApplicationProtocol = 120;
}
