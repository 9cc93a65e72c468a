// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>An item that is nothing but text.</summary>
internal readonly struct StringItem : IItemCodec<string>
{
    public static ReadOnlySpan<byte> ElementName => "string"u8;

    public static ReadOnlySpan<byte> ArrayType => "xsd:string"u8;

    public static string Read(ref SoapReader reader) => reader.ReadCachedString();

    public static void Write(ref SoapWriter writer, string item) => writer.Element(ElementName, item);
}
