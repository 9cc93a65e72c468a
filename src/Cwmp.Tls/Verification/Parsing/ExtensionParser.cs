// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>
/// Reads the extensions of a certificate (RFC 5280 §4.2). The list itself must be well formed; contents of a known extension that
/// are not are noted with the extension, so that the finding can name it.
/// </summary>
internal static class ExtensionParser
{
    // No certificate in the field has a third of this; each costs a linear search for duplicates.
    private const int MaxExtensions = 64;

    public static bool TryRead(ReadOnlySpan<byte> document, DerSlice wrapped, ParsedExtensions target)
    {
        var reader = new DerReader(document, wrapped);
        // Extensions ::= SEQUENCE SIZE (1..MAX)
        if (!reader.TryRead(DerTag.Sequence, out DerSlice list) || !reader.AtEnd || list.IsEmpty)
        {
            return false;
        }

        Span<DerSlice> seen = stackalloc DerSlice[MaxExtensions];
        int count = 0;
        reader = new DerReader(document, list);
        while (!reader.AtEnd)
        {
            if (count == MaxExtensions || !TryReadOne(document, ref reader, out DerSlice oid, out bool critical, out DerSlice value))
            {
                return false;
            }

            ReadOnlySpan<byte> oidBytes = oid.In(document);
            for (int i = 0; i < count; i++)
            {
                if (seen[i].In(document).SequenceEqual(oidBytes))
                {
                    target.Duplicate = oid;
                }
            }

            seen[count++] = oid;
            Take(document, ExtensionKinds.FromOid(oidBytes), oid, critical, value, target);
        }

        return true;
    }

    // Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
    public static bool TryReadOne(
        ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice oid, out bool critical, out DerSlice value)
    {
        critical = false;
        oid = value = default;
        if (!reader.TryRead(DerTag.Sequence, out DerSlice extension))
        {
            return false;
        }

        var inner = new DerReader(document, extension);
        if (!inner.TryReadOid(out oid))
        {
            return false;
        }

        // A FALSE that is spelt out is not DER (X.690 §11.5), but CAs write it often enough that every engine reads it.
        if (inner.NextIs(DerTag.Boolean) && !inner.TryReadBoolean(out critical))
        {
            return false;
        }

        return inner.TryRead(DerTag.OctetString, out value) && inner.AtEnd;
    }

    private static void Take(
        ReadOnlySpan<byte> document, ExtensionKind kind, DerSlice oid, bool critical, DerSlice value, ParsedExtensions target)
    {
        if (critical && !ExtensionKinds.IsUnderstood(kind) && target.UnknownCritical.IsEmpty)
        {
            target.UnknownCritical = oid;
        }

        if (kind == ExtensionKind.Unknown)
        {
            return;
        }

        target.Add(kind, critical, value);
        bool valid = kind switch
        {
            ExtensionKind.BasicConstraints => TryBasicConstraints(document, value, target),
            ExtensionKind.KeyUsage => TryKeyUsage(document, value, target),
            ExtensionKind.ExtendedKeyUsage => TryExtendedKeyUsage(document, value, target),
            ExtensionKind.SubjectAltName or ExtensionKind.IssuerAltName => GeneralNames.AreWellFormed(document, value),
            ExtensionKind.SubjectKeyIdentifier => TrySubjectKeyIdentifier(document, value, target),
            ExtensionKind.AuthorityKeyIdentifier => TryAuthorityKeyIdentifier(document, value, target),
            ExtensionKind.NameConstraints => NameConstraintSet.IsWellFormed(document, value),
            ExtensionKind.CertificatePolicies => PolicyExtensions.ArePolicies(document, value),
            ExtensionKind.PolicyMappings => PolicyExtensions.AreMappings(document, value),
            ExtensionKind.PolicyConstraints => TryPolicyConstraints(document, value, target),
            ExtensionKind.InhibitAnyPolicy => TryInhibitAnyPolicy(document, value, target),
            ExtensionKind.AuthorityInfoAccess or ExtensionKind.SubjectInfoAccess => AreAccessDescriptions(document, value),
            ExtensionKind.CrlDistributionPoints or ExtensionKind.FreshestCrl => DistributionPoints.AreWellFormed(document, value),
            _ => true,
        };
        if (!valid)
        {
            target.MarkMalformed(kind);
        }
    }

    // §4.2.1.9: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
    private static bool TryBasicConstraints(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        if (!TryOpen(document, value, DerTag.Sequence, out DerReader reader))
        {
            return false;
        }

        bool authority = false;
        if (reader.NextIs(DerTag.Boolean) && !reader.TryReadBoolean(out authority))
        {
            return false;
        }

        int length = -1;
        if (reader.NextIs(DerTag.Integer) && !reader.TryReadSmallInteger(out length))
        {
            return false;
        }

        target.IsAuthority = authority;
        target.PathLength = length;
        return reader.AtEnd;
    }

    // §4.2.1.3: a named bit list, of which at least one bit MUST be set.
    private static bool TryKeyUsage(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        var reader = new DerReader(document, value);
        if (!reader.TryReadBitString(out DerSlice bits, out _) || !reader.AtEnd || bits.Length is 0 or > 2)
        {
            return false;
        }

        int flags = 0;
        for (int i = 0; i < bits.Length * 8; i++)
        {
            if ((document[bits.Offset + (i / 8)] & (0x80 >> (i % 8))) != 0)
            {
                flags |= 1 << i;
            }
        }

        target.KeyUsage = (KeyUsageBits)flags;
        return flags != 0;
    }

    // §4.2.1.12: SEQUENCE SIZE (1..MAX) OF KeyPurposeId
    private static bool TryExtendedKeyUsage(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        if (!TryOpen(document, value, DerTag.Sequence, out DerReader reader) || reader.AtEnd)
        {
            return false;
        }

        while (!reader.AtEnd)
        {
            if (!reader.TryReadOid(out DerSlice slice))
            {
                return false;
            }

            ReadOnlySpan<byte> oid = slice.In(document);
            target.Usages |= oid.SequenceEqual(Oids.ServerAuth) ? UsageFlags.ServerAuth :
                oid.SequenceEqual(Oids.ClientAuth) ? UsageFlags.ClientAuth :
                oid.SequenceEqual(Oids.AnyExtendedKeyUsage) ? UsageFlags.Any : UsageFlags.Other;
        }

        return true;
    }

    // §4.2.1.2
    private static bool TrySubjectKeyIdentifier(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        var reader = new DerReader(document, value);
        bool valid = reader.TryRead(DerTag.OctetString, out DerSlice identifier) && reader.AtEnd && !identifier.IsEmpty;
        target.KeyIdentifier = valid ? identifier : default;
        return valid;
    }

    // §4.2.1.1: SEQUENCE { keyIdentifier [0], authorityCertIssuer [1], authorityCertSerialNumber [2] }, all OPTIONAL
    private static bool TryAuthorityKeyIdentifier(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        if (!TryOpen(document, value, DerTag.Sequence, out DerReader reader)
            || !reader.TryReadOptional(DerTag.Context(0), out DerSlice identifier, out bool hasIdentifier)
            || !reader.TryReadOptional(DerTag.ContextConstructed(1), out DerSlice issuer, out bool hasIssuer))
        {
            return false;
        }

        bool hasSerial = reader.NextIs(DerTag.Context(2));
        if ((hasSerial && !reader.TryReadInteger(out _, DerTag.Context(2))) || !reader.AtEnd
            || (hasIdentifier && identifier.IsEmpty))
        {
            return false;
        }

        target.AuthorityKeyIdentifier = identifier;
        target.AuthorityHasIssuerOrSerial = hasIssuer || hasSerial;
        return !hasIssuer || GeneralNames.AreWellFormedContents(document, issuer);
    }

    // §4.2.1.11: SEQUENCE { requireExplicitPolicy [0], inhibitPolicyMapping [1] }, not empty
    private static bool TryPolicyConstraints(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        if (!TryOpen(document, value, DerTag.Sequence, out DerReader reader) || reader.AtEnd)
        {
            return false;
        }

        int require = -1;
        int inhibit = -1;
        if (reader.NextIs(DerTag.Context(0)) && !reader.TryReadSmallInteger(out require, DerTag.Context(0)))
        {
            return false;
        }

        if (reader.NextIs(DerTag.Context(1)) && !reader.TryReadSmallInteger(out inhibit, DerTag.Context(1)))
        {
            return false;
        }

        target.RequireExplicitPolicy = require;
        target.InhibitPolicyMapping = inhibit;
        return reader.AtEnd;
    }

    // §4.2.1.14
    private static bool TryInhibitAnyPolicy(ReadOnlySpan<byte> document, DerSlice value, ParsedExtensions target)
    {
        var reader = new DerReader(document, value);
        bool valid = reader.TryReadSmallInteger(out int skip) && reader.AtEnd;
        target.InhibitAnyPolicy = valid ? skip : 0;
        return valid;
    }

    // §4.2.2.1: SEQUENCE SIZE (1..MAX) OF SEQUENCE { accessMethod OID, accessLocation GeneralName }
    private static bool AreAccessDescriptions(ReadOnlySpan<byte> document, DerSlice value)
    {
        if (!TryOpen(document, value, DerTag.Sequence, out DerReader reader) || reader.AtEnd)
        {
            return false;
        }

        while (!reader.AtEnd)
        {
            if (!reader.TryRead(DerTag.Sequence, out DerSlice description))
            {
                return false;
            }

            var inner = new DerReader(document, description);
            if (!inner.TryReadOid(out _) || !GeneralNames.TryReadOne(document, ref inner, out _, out _) || !inner.AtEnd)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryOpen(ReadOnlySpan<byte> document, DerSlice value, byte tag, out DerReader inner)
    {
        var reader = new DerReader(document, value);
        bool valid = reader.TryRead(tag, out DerSlice contents) && reader.AtEnd;
        inner = new DerReader(document, contents);
        return valid;
    }
}
