// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Why certificates, keys or requests could not be read.</summary>
public enum CertificateLoadError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>There is no file or directory of that name.</summary>
    NotFound,

    /// <summary>The file exists but cannot be read: permission, a directory in its place, a device error.</summary>
    NotReadable,

    /// <summary>The input exceeds its size limit.</summary>
    TooLarge,

    /// <summary>The input is empty.</summary>
    Empty,

    /// <summary>The input is neither PEM nor DER.</summary>
    UnknownFormat,

    /// <summary>The input begins like PEM or DER but is cut short or damaged.</summary>
    Malformed,

    /// <summary>The input is well formed but holds no certificate.</summary>
    NoCertificate,

    /// <summary>The input is well formed but holds no private key.</summary>
    NoPrivateKey,

    /// <summary>The key is encrypted and no password was given.</summary>
    PasswordRequired,

    /// <summary>The password is wrong, or the encrypted part is damaged: encryption cannot tell the two apart.</summary>
    WrongPassword,

    /// <summary>The private key belongs to none of the certificates.</summary>
    KeyMismatch,

    /// <summary>There is more than one private key where one was expected.</summary>
    AmbiguousKey,

    /// <summary>The certificates beside the first one are no chain: none of them issued it.</summary>
    BrokenChain,

    /// <summary>A key type or encryption that is not supported.</summary>
    UnsupportedAlgorithm,

    /// <summary>The input is well formed but holds no certificate signing request.</summary>
    NoRequest,

    /// <summary>The signature of a request does not prove possession of its key.</summary>
    ProofOfPossessionFailed,

    /// <summary>The key of a request is too weak or of an unusual size.</summary>
    UnacceptableKey,
}
