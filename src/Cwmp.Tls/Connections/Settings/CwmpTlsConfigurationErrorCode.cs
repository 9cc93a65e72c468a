// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>What is wrong with the settings of a <see cref="CwmpTlsContextBuilder"/>.</summary>
public enum CwmpTlsConfigurationErrorCode
{
    /// <summary>None of the following.</summary>
    Unspecified = 0,

    /// <summary>The protocol version is forbidden: SSL 2, SSL 3, TLS 1.0 or TLS 1.1.</summary>
    ProtocolRefused,

    /// <summary>Method, flags and cipher profile leave no protocol version, or contradict each other.</summary>
    ProtocolConflict,

    /// <summary>This platform cannot do it.</summary>
    NotSupported,

    /// <summary>A file or directory does not exist.</summary>
    FileNotFound,

    /// <summary>A file exists but could not be read: permission, format, size, damage.</summary>
    FileNotUsable,

    /// <summary>The password is missing or wrong.</summary>
    PasswordWrong,

    /// <summary>There is no certificate where one was expected.</summary>
    CertificateMissing,

    /// <summary>There is no private key where one was expected.</summary>
    PrivateKeyMissing,

    /// <summary>The private key does not belong to the certificate.</summary>
    KeyMismatch,

    /// <summary>The own certificate has expired.</summary>
    CertificateExpired,

    /// <summary>The own certificate is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>Nothing is trusted, so no peer could ever be accepted.</summary>
    NothingTrusted,

    /// <summary>A file for trusted authorities holds certificates, but none of a CA.</summary>
    NotAnAuthority,

    /// <summary>A CRL file could not be used.</summary>
    CrlNotUsable,

    /// <summary>The same thing was said in two ways that exclude each other.</summary>
    SettingConflict,

    /// <summary>A value is outside its limits.</summary>
    ValueOutOfRange,
}
