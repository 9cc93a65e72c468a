// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>Takes a CRL apart (RFC 5280 §5.1), in strict DER, without exceptions.</summary>
internal static class CrlParser
{
    private static ReadOnlySpan<byte> CrlNumber => [0x55, 0x1D, 0x14];

    private static ReadOnlySpan<byte> ReasonCode => [0x55, 0x1D, 0x15];

    private static ReadOnlySpan<byte> DeltaIndicator => [0x55, 0x1D, 0x1B];

    private static ReadOnlySpan<byte> IssuingDistributionPoint => [0x55, 0x1D, 0x1C];

    private static ReadOnlySpan<byte> AuthorityKeyIdentifier => [0x55, 0x1D, 0x23];

    /// <summary>Reads one CRL and nothing after it. On failure <paramref name="error"/> says what and where.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, int maxEntries, out ParsedCrl? crl, out ParseError error)
    {
        crl = null;
        ReadOnlySpan<byte> document = der.Span;
        var reader = new DerReader(document);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice body) || !reader.AtEnd)
        {
            return Fail("CertificateList is not one DER SEQUENCE", reader, out error);
        }

        reader = new DerReader(document, body);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice tbs, out DerSlice signed)
            || !reader.TryRead(DerTag.Sequence, out _, out DerSlice outerAlgorithm)
            || !reader.TryReadBitString(out DerSlice signature, out int unused) || unused != 0 || !reader.AtEnd)
        {
            return Fail("CertificateList needs tbsCertList, signatureAlgorithm and signatureValue", reader, out error);
        }

        reader = new DerReader(document, tbs);
        // version Version OPTIONAL: v2 where present (§5.1.2.1).
        bool isVersion2 = reader.NextIs(DerTag.Integer);
        if (isVersion2 && !(reader.TryReadSmallInteger(out int version) && version == 1))
        {
            return Fail("version is not v2", reader, out error);
        }

        if (!reader.TryRead(DerTag.Sequence, out _, out DerSlice innerAlgorithm)
            || !reader.TryRead(DerTag.Sequence, out DerSlice name, out DerSlice issuer)
            || !DistinguishedName.IsWellFormed(document, name))
        {
            return Fail("signature or issuer is malformed", reader, out error);
        }

        if (!DerTime.TryRead(ref reader, document, out long thisUpdate, out _))
        {
            return Fail("thisUpdate is not a time", reader, out error);
        }

        long? nextUpdate = null;
        if (reader.NextIs(DerTag.UtcTime) || reader.NextIs(DerTag.GeneralizedTime))
        {
            if (!DerTime.TryRead(ref reader, document, out long next, out _))
            {
                return Fail("nextUpdate is not a time", reader, out error);
            }

            nextUpdate = next;
        }

        var state = new ReadState();
        if (!reader.TryReadOptional(DerTag.Sequence, out DerSlice entries, out bool hasEntries)
            || (hasEntries && !TryReadEntries(document, entries, maxEntries, state)))
        {
            return Fail("revokedCertificates is malformed or has too many entries", reader, out error);
        }

        if (!reader.TryReadOptional(DerTag.ContextConstructed(0), out DerSlice wrapped, out bool hasExtensions)
            || (hasExtensions
                && !(TryUnwrap(document, wrapped, out DerSlice list) && TryReadExtensions(document, list, state, ofEntry: false)))
            || !reader.AtEnd)
        {
            return Fail("crlExtensions are malformed", reader, out error);
        }

        crl = new ParsedCrl(der, [.. state.Serials])
        {
            Signed = signed,
            InnerAlgorithm = innerAlgorithm,
            Issuer = issuer,
            Signature = signature,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Number = state.Number,
            AuthorityKeyIdentifier = state.AuthorityKeyIdentifier,
            Problem = !outerAlgorithm.In(document).SequenceEqual(innerAlgorithm.In(document)) ? "two different signature algorithms" :
                !isVersion2 && (hasExtensions || state.HasEntryExtensions) ? "extensions in version 1" :
                nextUpdate is null ? "no nextUpdate (RFC 5280 §5.1.2.5)" :
                state.Problem ?? (state.Number.IsEmpty ? "no CRLNumber (RFC 5280 §5.2.3)" : null),
        };
        error = default;
        return true;
    }

    // SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }; absent rather than empty.
    private static bool TryReadEntries(ReadOnlySpan<byte> document, DerSlice entries, int maxEntries, ReadState state)
    {
        var reader = new DerReader(document, entries);
        if (reader.AtEnd)
        {
            return false;
        }

        while (!reader.AtEnd)
        {
            if (state.Serials.Count == maxEntries || !reader.TryRead(DerTag.Sequence, out DerSlice entry))
            {
                return false;
            }

            var inner = new DerReader(document, entry);
            if (!inner.TryReadInteger(out DerSlice serial) || !DerTime.TryRead(ref inner, document, out _, out _)
                || !inner.TryReadOptional(DerTag.Sequence, out DerSlice extensions, out bool hasExtensions)
                || (hasExtensions && !TryReadExtensions(document, extensions, state, ofEntry: true)) || !inner.AtEnd)
            {
                return false;
            }

            state.HasEntryExtensions |= hasExtensions;
            state.Serials.Add(serial);
        }

        return true;
    }

    private static bool TryReadExtensions(ReadOnlySpan<byte> document, DerSlice list, ReadState state, bool ofEntry)
    {
        var reader = new DerReader(document, list);
        if (reader.AtEnd)
        {
            return false;
        }

        Span<DerSlice> seen = stackalloc DerSlice[16];
        for (int count = 0; !reader.AtEnd; count++)
        {
            if (count == seen.Length
                || !ExtensionParser.TryReadOne(document, ref reader, out DerSlice oid, out bool critical, out DerSlice value))
            {
                return false;
            }

            foreach (DerSlice earlier in seen[..count])
            {
                if (earlier.In(document).SequenceEqual(oid.In(document)))
                {
                    return false;
                }
            }

            seen[count] = oid;
            state.Problem ??= FindProblem(document, oid.In(document), critical, value, state, ofEntry);
        }

        return true;
    }

    private static string? FindProblem(
        ReadOnlySpan<byte> document, ReadOnlySpan<byte> oid, bool critical, DerSlice value, ReadState state, bool ofEntry)
    {
        if (!ofEntry && oid.SequenceEqual(CrlNumber))
        {
            var reader = new DerReader(document, value);
            if (!reader.TryReadInteger(out DerSlice number) || !reader.AtEnd || number.Length > 20 || (document[number.Offset] & 0x80) != 0)
            {
                return "CRLNumber is not a number of at most 20 octets (RFC 5280 §5.2.3)";
            }

            state.Number = number;
            return critical ? "CRLNumber is critical (RFC 5280 §5.2.3)" : null;
        }

        if (!ofEntry && oid.SequenceEqual(AuthorityKeyIdentifier))
        {
            // Tells the CRLs of a CA's old and new key apart; that it is signed by the right one is for the signature to show.
            var reader = new DerReader(document, value);
            if (reader.TryRead(DerTag.Sequence, out DerSlice contents))
            {
                reader = new DerReader(document, contents);
                state.AuthorityKeyIdentifier = reader.TryRead(DerTag.Context(0), out DerSlice identifier) ? identifier : default;
            }

            return null;
        }

        if (!ofEntry && oid.SequenceEqual(DeltaIndicator))
        {
            return "a delta CRL, which says nothing on its own (RFC 5280 §5.2.4)";
        }

        // Covers part of a CA's certificates only; taking it for all of them would hide the rest (RFC 5280 §5.2.5).
        if (!ofEntry && oid.SequenceEqual(IssuingDistributionPoint))
        {
            return "issuingDistributionPoint: not a complete CRL of its CA";
        }

        return critical && !(ofEntry && oid.SequenceEqual(ReasonCode))
            ? $"critical extension {Oids.ToText(oid)} is not understood (RFC 5280 §5.2, §5.3)"
            : null;
    }

    private static bool TryUnwrap(ReadOnlySpan<byte> document, DerSlice wrapped, out DerSlice list)
    {
        var reader = new DerReader(document, wrapped);
        return reader.TryRead(DerTag.Sequence, out list) && reader.AtEnd;
    }

    private static bool Fail(string message, DerReader reader, out ParseError error)
    {
        error = new ParseError(message, reader.Position);
        return false;
    }

    private sealed class ReadState
    {
        public List<DerSlice> Serials { get; } = [];

        public DerSlice Number { get; set; }

        public DerSlice AuthorityKeyIdentifier { get; set; }

        public bool HasEntryExtensions { get; set; }

        public string? Problem { get; set; }
    }
}
