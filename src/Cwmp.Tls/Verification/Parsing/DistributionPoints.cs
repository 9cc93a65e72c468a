// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>cRLDistributionPoints (RFC 5280 §4.2.1.13), for its form: CRLs come from the operator, nothing is fetched.</summary>
internal static class DistributionPoints
{
    // SEQUENCE SIZE (1..MAX) OF SEQUENCE { distributionPoint [0], reasons [1], cRLIssuer [2] }
    public static bool AreWellFormed(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice list) || !reader.AtEnd || list.IsEmpty)
        {
            return false;
        }

        reader = new DerReader(document, list);
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(DerTag.Sequence, out DerSlice point))
            {
                return false;
            }

            var inner = new DerReader(document, point);
            if (!inner.TryReadOptional(DerTag.ContextConstructed(0), out DerSlice name, out bool hasName)
                || (hasName && !IsPointName(document, name))
                || (inner.NextIs(DerTag.Context(1)) && !inner.TryReadBitString(out _, out _, DerTag.Context(1)))
                || !inner.TryReadOptional(DerTag.ContextConstructed(2), out DerSlice issuer, out bool hasIssuer)
                || (hasIssuer && !GeneralNames.AreWellFormedContents(document, issuer))
                || !inner.AtEnd || !(hasName || hasIssuer))
            {
                return false;
            }
        }

        return true;
    }

    // DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RDN }
    public static bool IsPointName(ReadOnlySpan<byte> document, DerSlice wrapped)
    {
        var reader = new DerReader(document, wrapped);
        return reader.TryReadElement(out byte tag, out DerSlice contents, out _) && reader.AtEnd
            && (tag == DerTag.ContextConstructed(0)
                ? GeneralNames.AreWellFormedContents(document, contents)
                : tag == DerTag.ContextConstructed(1) && !contents.IsEmpty);
    }
}
