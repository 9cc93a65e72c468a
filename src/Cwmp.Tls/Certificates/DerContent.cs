// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>What a DER (or BER) file holds, judged by its outermost structure.</summary>
internal enum DerContent
{
    Unknown = 0,

    /// <summary>SEQUENCE { toBeSigned, algorithm, BIT STRING }: a certificate, or a CRL or a request.</summary>
    Signed,
    Pkcs7,
    Pkcs12,
    Pkcs8,
    EncryptedPkcs8,
    RsaPrivateKey,
    EcPrivateKey,
}
