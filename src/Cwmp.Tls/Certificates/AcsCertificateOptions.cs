// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.Certificates;

/// <summary>What an ACS certificate says: the names under which CPEs dial the ACS. Immutable; at least one name is needed.</summary>
public sealed record AcsCertificateOptions
{
    /// <summary>
    /// The DNS names, written into subjectAltName; the first also becomes the common name for old devices that look nowhere else.
    /// International names are converted to their ASCII form; a left-most label "*" is allowed.
    /// </summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The IP addresses, for CPEs whose ACS URL has an address instead of a name.</summary>
    public IReadOnlyList<IPAddress> IPAddresses { get; init; } = [];

    /// <summary>The organisation: 1 to 64 characters, or null (the default) for none.</summary>
    public string? Organization { get; init; }

    /// <summary>The key to make; ECDSA P-256 by default. Not used when a signing request brings a key.</summary>
    public CertificateKeyType KeyType { get; init; }

    /// <summary>
    /// How long the certificate is valid from now: 397 days by default; at most 100 years, and never longer than the issuer's.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(397);
}
