// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>Object identifiers of extensions, both ways.</summary>
internal static class ExtensionKinds
{
    public const int Count = (int)ExtensionKind.SubjectInfoAccess + 1;

    // Understood well enough to be critical; of the rest, only the form is checked.
    private const uint MayBeCritical =
        1u << (int)ExtensionKind.BasicConstraints | 1u << (int)ExtensionKind.KeyUsage | 1u << (int)ExtensionKind.ExtendedKeyUsage |
        1u << (int)ExtensionKind.SubjectAltName | 1u << (int)ExtensionKind.SubjectKeyIdentifier |
        1u << (int)ExtensionKind.AuthorityKeyIdentifier | 1u << (int)ExtensionKind.NameConstraints |
        1u << (int)ExtensionKind.CertificatePolicies | 1u << (int)ExtensionKind.PolicyMappings |
        1u << (int)ExtensionKind.PolicyConstraints | 1u << (int)ExtensionKind.InhibitAnyPolicy |
        1u << (int)ExtensionKind.CrlDistributionPoints | 1u << (int)ExtensionKind.AuthorityInfoAccess;

    private static ReadOnlySpan<byte> PkixAccess => [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01];

    public static bool IsUnderstood(ExtensionKind kind) => kind >= 0 && (MayBeCritical >> (int)kind & 1) != 0;

    public static ExtensionKind FromOid(ReadOnlySpan<byte> oid)
    {
        // id-ce is 2.5.29.
        if (oid.Length == 3 && oid[0] == 0x55 && oid[1] == 0x1D)
        {
            return oid[2] switch
            {
                14 => ExtensionKind.SubjectKeyIdentifier,
                15 => ExtensionKind.KeyUsage,
                17 => ExtensionKind.SubjectAltName,
                18 => ExtensionKind.IssuerAltName,
                19 => ExtensionKind.BasicConstraints,
                30 => ExtensionKind.NameConstraints,
                31 => ExtensionKind.CrlDistributionPoints,
                32 => ExtensionKind.CertificatePolicies,
                33 => ExtensionKind.PolicyMappings,
                35 => ExtensionKind.AuthorityKeyIdentifier,
                36 => ExtensionKind.PolicyConstraints,
                37 => ExtensionKind.ExtendedKeyUsage,
                46 => ExtensionKind.FreshestCrl,
                54 => ExtensionKind.InhibitAnyPolicy,
                _ => ExtensionKind.Unknown,
            };
        }

        if (oid.Length == 8 && oid.StartsWith(PkixAccess))
        {
            return oid[7] switch
            {
                1 => ExtensionKind.AuthorityInfoAccess,
                11 => ExtensionKind.SubjectInfoAccess,
                _ => ExtensionKind.Unknown,
            };
        }

        return ExtensionKind.Unknown;
    }
}
