// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>Which of the TLS registries a <see cref="TlsParameter"/> belongs to.</summary>
public enum TlsParameterKind
{
    /// <summary>Not known. Such a parameter has no name, only a number.</summary>
    Unspecified = 0,

    /// <summary>A protocol version, such as 0x0303 for TLS 1.2.</summary>
    ProtocolVersion,

    /// <summary>A cipher suite, such as 0x1301 for TLS_AES_128_GCM_SHA256.</summary>
    CipherSuite,

    /// <summary>A key-exchange group, such as 0x001D for x25519.</summary>
    Group,

    /// <summary>A signature scheme, such as 0x0403 for ecdsa_secp256r1_sha256.</summary>
    SignatureScheme,

    /// <summary>A client certificate type of TLS 1.2, such as 64 for ecdsa_sign.</summary>
    ClientCertificateType,
}
