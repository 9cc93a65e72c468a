// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>The certificate extensions this library reads; the number is the bit in <see cref="ParsedExtensions"/>.</summary>
internal enum ExtensionKind
{
    Unknown = -1,
    BasicConstraints,
    KeyUsage,
    ExtendedKeyUsage,
    SubjectAltName,
    IssuerAltName,
    SubjectKeyIdentifier,
    AuthorityKeyIdentifier,
    NameConstraints,
    CertificatePolicies,
    PolicyMappings,
    PolicyConstraints,
    InhibitAnyPolicy,
    CrlDistributionPoints,
    FreshestCrl,
    AuthorityInfoAccess,
    SubjectInfoAccess,
}
