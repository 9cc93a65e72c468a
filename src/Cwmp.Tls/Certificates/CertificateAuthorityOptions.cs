// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>What a certificate authority's own certificate says. Immutable; every property has a default.</summary>
public sealed record CertificateAuthorityOptions
{
    /// <summary>
    /// The common name: 1 to 64 characters. Null (the default) gives "CWMP Root CA" for a root and "CWMP Intermediate CA" for an
    /// intermediate.
    /// </summary>
    public string? CommonName { get; init; }

    /// <summary>The organisation: 1 to 64 characters, or null (the default) for none.</summary>
    public string? Organization { get; init; }

    /// <summary>The key to make; ECDSA P-256 by default.</summary>
    public CertificateKeyType KeyType { get; init; }

    /// <summary>
    /// How long the certificate is valid from now: 25 years by default, since devices keep their trust anchors for life; at most 100 years.
    /// Never longer than the issuer's.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(25 * 365.25);

    /// <summary>
    /// How many intermediate authorities may follow below this one. Null (the default) sets no limit for a root, and 0 for an intermediate.
    /// </summary>
    public int? PathLength { get; init; }
}
