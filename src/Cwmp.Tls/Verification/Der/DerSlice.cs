// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Der;

/// <summary>A part of a DER document, by position. It stays valid as long as the document and costs no allocation.</summary>
internal readonly record struct DerSlice(int Offset, int Length)
{
    public int End => Offset + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> document) => document.Slice(Offset, Length);

    public ReadOnlySpan<byte> In(ReadOnlyMemory<byte> document) => document.Span.Slice(Offset, Length);
}
