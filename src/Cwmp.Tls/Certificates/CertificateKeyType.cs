// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>The kind of key pair to make.</summary>
public enum CertificateKeyType
{
    /// <summary>
    /// ECDSA on P-256, signatures with SHA-256: the default; small, fast, and known to every TLS 1.2 peer but the oldest.
    /// </summary>
    EcdsaP256 = 0,

    /// <summary>ECDSA on P-384, signatures with SHA-384.</summary>
    EcdsaP384,

    /// <summary>RSA of 2048 bits, signatures with SHA-256: for peers that offer no ECDSA cipher suite.</summary>
    Rsa2048,

    /// <summary>RSA of 3072 bits, signatures with SHA-256.</summary>
    Rsa3072,

    /// <summary>RSA of 4096 bits, signatures with SHA-256.</summary>
    Rsa4096,
}
