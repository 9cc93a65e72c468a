// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Walks GeneralNames without allocating. The extension was checked by <see cref="AreWellFormed"/> when it was parsed.</summary>
internal ref struct GeneralNames
{
    private readonly ReadOnlySpan<byte> _document;
    private DerReader _reader;

    private GeneralNames(ReadOnlySpan<byte> document, DerSlice contents)
    {
        _document = document;
        _reader = new DerReader(document, contents);
    }

    public GeneralNameKind Kind { get; private set; }

    /// <summary>
    /// Text or octets of a primitive name; for a directory name the Name element.
    /// </summary>
    public DerSlice Value { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => Value.In(_document);

    /// <summary>The names in a GeneralNames element; none where the element is empty.</summary>
    public static GeneralNames Of(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        return reader.TryRead(DerTag.Sequence, out DerSlice contents) ? new GeneralNames(document, contents) : default;
    }

    public bool MoveNext()
    {
        if (_document.IsEmpty || _reader.AtEnd || !TryReadOne(_document, ref _reader, out GeneralNameKind kind, out DerSlice value))
        {
            return false;
        }

        Kind = kind;
        Value = value;
        return true;
    }

    /// <summary>The value is GeneralNames: SEQUENCE SIZE (1..MAX) of valid names, nothing after it.</summary>
    public static bool AreWellFormed(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        return reader.TryRead(DerTag.Sequence, out DerSlice contents) && reader.AtEnd && AreWellFormedContents(document, contents);
    }

    public static bool AreWellFormedContents(ReadOnlySpan<byte> document, DerSlice contents)
    {
        if (contents.IsEmpty)
        {
            return false;
        }

        var reader = new DerReader(document, contents);
        while (!reader.AtEnd)
        {
            if (!TryReadOne(document, ref reader, out GeneralNameKind kind, out DerSlice value)
                || (kind == GeneralNameKind.Ip && value.Length is not (4 or 16)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads one GeneralName in its right encoding. The length of an iPAddress is left to the caller.</summary>
    public static bool TryReadOne(ReadOnlySpan<byte> document, ref DerReader reader, out GeneralNameKind kind, out DerSlice value)
    {
        kind = default;
        if (!reader.TryReadElement(out byte tag, out value, out _) || (tag & 0xC0) != 0x80 || (tag & 0x1F) > 8)
        {
            return false;
        }

        kind = (GeneralNameKind)(tag & 0x1F);
        bool constructed = (tag & 0x20) != 0;
        switch (kind)
        {
            case GeneralNameKind.Other:
                return constructed && IsOtherName(document, value);
            case GeneralNameKind.X400 or GeneralNameKind.Edi:
                return constructed;
            case GeneralNameKind.Directory:
                // Name is a CHOICE, so the tag [4] is explicit around it.
                var inner = new DerReader(document, value);
                return constructed && inner.TryRead(DerTag.Sequence, out DerSlice name, out value) && inner.AtEnd
                    && DistinguishedName.IsWellFormed(document, name);
            case GeneralNameKind.Mail or GeneralNameKind.Dns or GeneralNameKind.Uri:
                return !constructed && System.Text.Ascii.IsValid(value.In(document));
            case GeneralNameKind.RegisteredId:
                return !constructed && DerReader.IsOid(value.In(document));
            default:
                return !constructed;
        }
    }

    // OtherName ::= SEQUENCE { type-id OID, value [0] EXPLICIT ANY }
    private static bool IsOtherName(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        if (!reader.TryReadOid(out _) || !reader.TryRead(DerTag.ContextConstructed(0), out DerSlice wrapped) || !reader.AtEnd)
        {
            return false;
        }

        var inner = new DerReader(document, wrapped);
        return inner.TryReadElement(out _, out _, out _) && inner.AtEnd;
    }
}
