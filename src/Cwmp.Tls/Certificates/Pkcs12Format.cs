// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>How a PKCS#12 file is protected.</summary>
public enum Pkcs12Format
{
    /// <summary>AES-256-CBC with PBKDF2 and HMAC-SHA-256: the default.</summary>
    Aes256 = 0,

    /// <summary>Triple DES and HMAC-SHA-1, for readers that know nothing else. Weak: protect the file by other means.</summary>
    Legacy,
}
