// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// The <c>xsi:type</c> of an element. A known name of XML Schema or SOAP encoding becomes the name with our prefix: also when its prefix is
/// missing, bound to nothing, or bound to a URI of the device's own spelling. Any other text is kept.
/// </summary>
internal static class ParameterTypeCodec
{
    /// <summary>The type declared on the element the reader has entered.</summary>
    public static ParameterType Read(ref SoapReader reader) =>
        reader.TryGetAttribute(SoapNamespace.SchemaInstance, "type"u8, out ReadOnlySpan<byte> declared)
            ? Resolve(ref reader, declared)
            : ParameterType.Undeclared;

    /// <summary>The type that a qualified name stands for where the reader is.</summary>
    public static ParameterType Resolve(ref SoapReader reader, ReadOnlySpan<byte> declared)
    {
        reader.ResolveQName(declared, out SoapNamespace ns, out ReadOnlySpan<byte> name);
        if (ns != SoapNamespace.Cwmp && TryFind(name, ns, out ParameterType type))
        {
            return type;
        }

        declared = XmlCharacters.TrimSpace(declared);
        ReadOnlySpan<byte> prefix = ns switch
        {
            SoapNamespace.Schema => "xsd:"u8,
            SoapNamespace.Encoding => "SOAP-ENC:"u8,
            SoapNamespace.Cwmp => "cwmp:"u8,
            _ => default,
        };
        return ParameterType.FromName(prefix.IsEmpty || declared.StartsWith(prefix)
            ? ToText(ref reader, declared)
            : Encoding.UTF8.GetString(prefix) + Encoding.UTF8.GetString(name));
    }

    private static string ToText(ref SoapReader reader, ReadOnlySpan<byte> name) =>
        Ascii.IsValid(name) ? reader.Intern(name) : Encoding.UTF8.GetString(name);

    private static bool TryFind(ReadOnlySpan<byte> name, SoapNamespace ns, out ParameterType type)
    {
        type = name.Length switch
        {
            6 when name.SequenceEqual("string"u8) => ParameterType.String,
            11 when name.SequenceEqual("unsignedInt"u8) => ParameterType.UnsignedInt,
            7 when name.SequenceEqual("boolean"u8) => ParameterType.Boolean,
            3 when name.SequenceEqual("int"u8) => ParameterType.Int,
            8 when name.SequenceEqual("dateTime"u8) => ParameterType.DateTime,
            12 when name.SequenceEqual("unsignedLong"u8) => ParameterType.UnsignedLong,
            4 when name.SequenceEqual("long"u8) => ParameterType.Long,
            12 when name.SequenceEqual("base64Binary"u8) => ParameterType.Base64Binary,
            9 when name.SequenceEqual("hexBinary"u8) => ParameterType.HexBinary,

            // XML Schema has no base64; xsd:base64 means the one of SOAP.
            6 when name.SequenceEqual("base64"u8) => ns == SoapNamespace.Schema ? default : ParameterType.SoapBase64,
            _ => default,
        };
        return type.IsDeclared;
    }
}
