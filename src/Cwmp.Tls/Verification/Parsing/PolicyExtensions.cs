// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>Certificate policies and policy mappings (RFC 5280 §4.2.1.4, §4.2.1.5), read strictly.</summary>
internal static class PolicyExtensions
{
    // Each policy is compared with all others of its certificate.
    private const int MaxPolicies = 128;

    /// <summary>SEQUENCE SIZE (1..MAX) OF SEQUENCE { policyIdentifier, policyQualifiers OPTIONAL }, no policy twice.</summary>
    public static bool ArePolicies(ReadOnlySpan<byte> document, DerSlice value)
    {
        Span<DerSlice> seen = stackalloc DerSlice[MaxPolicies];
        int count = 0;
        var reader = new DerReader(document, value);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice list) || !reader.AtEnd || list.IsEmpty)
        {
            return false;
        }

        reader = new DerReader(document, list);
        while (!reader.AtEnd)
        {
            if (count == MaxPolicies || !TryReadPolicy(document, ref reader, out DerSlice policy))
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (seen[i].In(document).SequenceEqual(policy.In(document)))
                {
                    return false;
                }
            }

            seen[count++] = policy;
        }

        return true;
    }

    /// <summary>SEQUENCE SIZE (1..MAX) OF SEQUENCE { issuerDomainPolicy, subjectDomainPolicy }, neither anyPolicy.</summary>
    public static bool AreMappings(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice list) || !reader.AtEnd || list.IsEmpty)
        {
            return false;
        }

        int count = 0;
        reader = new DerReader(document, list);
        while (!reader.AtEnd)
        {
            if (++count > MaxPolicies || !TryReadMapping(document, ref reader, out DerSlice from, out DerSlice to)
                || from.In(document).SequenceEqual(Oids.AnyPolicy) || to.In(document).SequenceEqual(Oids.AnyPolicy))
            {
                return false;
            }
        }

        return true;
    }

    public static bool TryReadPolicy(ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice policy)
    {
        policy = default;
        if (!reader.TryRead(DerTag.Sequence, out DerSlice information))
        {
            return false;
        }

        var inner = new DerReader(document, information);
        return inner.TryReadOid(out policy)
            && inner.TryReadOptional(DerTag.Sequence, out DerSlice qualifiers, out bool hasQualifiers)
            && !(hasQualifiers && qualifiers.IsEmpty) && inner.AtEnd;
    }

    public static bool TryReadMapping(ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice from, out DerSlice to)
    {
        from = to = default;
        if (!reader.TryRead(DerTag.Sequence, out DerSlice mapping))
        {
            return false;
        }

        var inner = new DerReader(document, mapping);
        return inner.TryReadOid(out from) && inner.TryReadOid(out to) && inner.AtEnd;
    }
}
