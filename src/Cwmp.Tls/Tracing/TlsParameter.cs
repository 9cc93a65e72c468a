// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// A number from one of the TLS registries with its registered name. Numbers without a name read <c>0xNNNN</c>, the values that
/// clients send to keep servers tolerant (RFC 8701) <c>GREASE 0xNNNN</c>.
/// </summary>
/// <param name="Kind">The registry.</param>
/// <param name="Code">The number on the wire.</param>
public readonly record struct TlsParameter(TlsParameterKind Kind, ushort Code)
{
    /// <summary>The registered name, for example <c>TLS 1.3</c>, <c>TLS_RSA_WITH_AES_128_CBC_SHA</c> or <c>x25519</c>.</summary>
    public string Name =>
        TlsNames.Find(Kind, Code) ?? string.Create(CultureInfo.InvariantCulture, $"{(IsGrease ? "GREASE " : "")}0x{Code:X4}");

    /// <summary>Whether this is one of the reserved numbers of RFC 8701 (0x0A0A, 0x1A1A … 0xFAFA), which mean nothing.</summary>
    public bool IsGrease => Kind != TlsParameterKind.ClientCertificateType && (Code & 0x0F0F) == 0x0A0A && Code >> 8 == (Code & 0xFF);

    /// <summary>The same as <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    internal static TlsParameter Version(ushort code) => new(TlsParameterKind.ProtocolVersion, code);

    internal static TlsParameter Suite(ushort code) => new(TlsParameterKind.CipherSuite, code);
}
