// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>Whether a Certificate message was seen (TLS 1.2; in TLS 1.3 it is encrypted).</summary>
internal enum CertificateMessage
{
    /// <summary>None was readable.</summary>
    NotSeen = 0,

    /// <summary>It held no certificate: "I have none".</summary>
    Empty,

    /// <summary>It held a certificate.</summary>
    Present,
}
