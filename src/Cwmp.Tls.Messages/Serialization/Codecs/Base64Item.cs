// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>A voucher: base64 text.</summary>
internal readonly struct Base64Item : IItemCodec<string>
{
    public static ReadOnlySpan<byte> ElementName => "base64"u8;

    public static ReadOnlySpan<byte> ArrayType => "SOAP-ENC:base64"u8;

    public static string Read(ref SoapReader reader) => reader.ReadString();

    public static void Write(ref SoapWriter writer, string item) => writer.Element(ElementName, item);
}
