// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>
/// What a <see cref="SoapReader"/> keeps beside its bytes: the open elements, the namespace bindings, the attributes of the last start tag
/// and a scratch buffer. A context outlives a reader, so that a document can go on in the next piece of bytes, and is used again for the
/// next document.
/// </summary>
internal sealed class SoapReaderContext
{
    /// <summary>Start tags that are remembered, a power of two.</summary>
    public const int TagMemos = 16;

    private const int ScratchToKeep = 64 * 1024;

    // Strings of one document that may go to the table: enough for any Inform, too few for a large answer to push everything else out.
    private const int InternsPerDocument = 64;

    [ThreadStatic]
    private static SoapReaderContext? _spare;

    public ElementFrame[] Frames = new ElementFrame[16];
    public int Depth;

    public NamespaceBinding[] Bindings = new NamespaceBinding[16];
    public int BindingCount;

    public AttributeSpan[] Attributes = new AttributeSpan[8];
    public int AttributeCount;

    // Grows with every change of the bindings in scope, and from document to document.
    public long BindingVersion;

    public readonly TagMemo[] Memos = new TagMemo[TagMemos];

    // Bytes of names and URIs that must outlive the piece of input they stood in.
    public byte[] Saved = new byte[256];
    public int SavedLength;

    // From this depth on, prefixes need no binding.
    public int UnboundPrefixDepth;

    // Items that arrays have made room for because they declared them.
    public int ItemsReserved;

    // Elements without a type of ours, all together.
    public int VendorElements;

    // Text put together from parts: references resolved, comments left out.
    public byte[] Scratch = new byte[1024];
    public int ScratchLength;

    public CwmpLimits Limits { get; private set; } = CwmpLimits.Default;

    private StringTable? _strings;
    private int _internsLeft;

    /// <summary>Whether text of parameter values is repaired where XML would refuse it.</summary>
    public bool RepairsText { get; private set; }

    /// <summary>The offset in the document of the first byte the reader sees.</summary>
    public long BaseOffset { get; set; }

    /// <summary>A context for a document.</summary>
    public static SoapReaderContext Create(CwmpLimits limits, StringTable? strings, bool repairsText)
    {
        var context = new SoapReaderContext();
        context.Use(limits, strings, repairsText);
        return context;
    }

    /// <summary>A context for a document that is read in one go on this thread; give it back using <see cref="Return"/>.</summary>
    public static SoapReaderContext Rent(CwmpLimits limits, StringTable? strings, bool repairsText)
    {
        SoapReaderContext context = _spare ?? new SoapReaderContext();
        _spare = null;
        context.Use(limits, strings, repairsText);
        return context;
    }

    public static void Return(SoapReaderContext context)
    {
        if (context.Scratch.Length > ScratchToKeep)
        {
            context.Scratch = new byte[1024];
        }

        if (context.Saved.Length > ScratchToKeep)
        {
            context.Saved = new byte[256];
        }

        _spare = context;
    }

    private void Use(CwmpLimits limits, StringTable? strings, bool repairsText)
    {
        Limits = limits;
        _strings = strings;
        RepairsText = repairsText;
        Reset();
    }

    /// <summary>Makes ready for another document.</summary>
    public void Reset()
    {
        Depth = 0;
        BindingCount = 0;
        AttributeCount = 0;
        SavedLength = 0;
        UnboundPrefixDepth = int.MaxValue;
        ItemsReserved = 0;
        VendorElements = 0;
        BindingVersion++;
        BaseOffset = 0;
        _internsLeft = InternsPerDocument;
    }

    /// <summary>The string of ASCII bytes, from the table while the document has not had its share of it.</summary>
    public string Intern(ReadOnlySpan<byte> ascii) =>
        _strings is not null && --_internsLeft >= 0 ? _strings.GetOrAdd(ascii) : StringTable.Create(ascii);

    /// <summary>Keeps bytes beyond the piece of input they stand in; the result takes the place of an offset.</summary>
    public int Save(ReadOnlySpan<byte> bytes)
    {
        if (Saved.Length - SavedLength < bytes.Length)
        {
            Array.Resize(ref Saved, Math.Max(Saved.Length * 2, SavedLength + bytes.Length));
        }

        bytes.CopyTo(Saved.AsSpan(SavedLength));
        int start = ~SavedLength;
        SavedLength += bytes.Length;
        return start;
    }

    public void AppendScratch(ReadOnlySpan<byte> bytes)
    {
        if (Scratch.Length - ScratchLength < bytes.Length)
        {
            Array.Resize(ref Scratch, Math.Max(Scratch.Length * 2, ScratchLength + bytes.Length));
        }

        bytes.CopyTo(Scratch.AsSpan(ScratchLength));
        ScratchLength += bytes.Length;
    }

    // In each of these an offset below zero is the complement of one into Saved.

    /// <summary>An open element: its name for the end tag, and what its end puts back.</summary>
    internal struct ElementFrame
    {
        public int NameStart;
        public int NameLength;
        public int BindingCount;
        public int SavedLength;
    }

    /// <summary>A start tag that was read before, and what a caller made of its attributes.</summary>
    internal struct TagMemo
    {
        public int Start;
        public int Length;
        public int NameLength;
        public long BindingVersion;
        public string? Meaning;
    }

    internal struct NamespaceBinding
    {
        public int PrefixStart;
        public int PrefixLength;
        public int UriStart;
        public int UriLength;

        // The first binding in scope of the same URI, so that URIs are compared once.
        public int SameUri;
        public SoapNamespace Namespace;
    }

    internal struct AttributeSpan
    {
        public int NameStart;
        public int PrefixLength;
        public int LocalStart;
        public int LocalLength;
        public int ValueStart;
        public int ValueLength;
        public bool HasReferences;
        public bool IsDeclaration;
        public SoapNamespace Namespace;

        // The first binding of its namespace URI; below zero without one.
        public int SameUri;
    }
}
