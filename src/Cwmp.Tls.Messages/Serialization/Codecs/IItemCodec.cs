// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Reads and writes one item of a SOAP array.</summary>
internal interface IItemCodec<T>
{
    /// <summary>The name of the item's element.</summary>
    static abstract ReadOnlySpan<byte> ElementName { get; }

    /// <summary>The type in <c>arrayType</c>, with the prefix the writer declares.</summary>
    static abstract ReadOnlySpan<byte> ArrayType { get; }

    /// <summary>Reads an item; the reader has entered its element.</summary>
    static abstract T Read(ref SoapReader reader);

    /// <summary>Writes an item with its element.</summary>
    static abstract void Write(ref SoapWriter writer, T item);
}
