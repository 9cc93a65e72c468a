// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>What a CPE certificate says besides the device's identity. Immutable; every property has a default.</summary>
public sealed record CpeCertificateOptions
{
    /// <summary>The organisation, usually the manufacturer: 1 to 64 characters, or null (the default) for none.</summary>
    public string? Organization { get; init; }

    /// <summary>The key to make; ECDSA P-256 by default. Not used when a signing request brings a key.</summary>
    public CertificateKeyType KeyType { get; init; }

    /// <summary>
    /// How long the certificate is valid from now: 10 years by default, the working life of a gateway; at most 100 years, and never longer
    /// than the issuer's.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(10 * 365.25);
}
