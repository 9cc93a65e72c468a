// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Net;
using System.Text;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>Names and name constraints in DER, good or bad as asked.</summary>
internal static class Encoded
{
    /// <summary>A Name of one common name, as UTF8String.</summary>
    public static byte[] Cn(string value) => Of(("2.5.4.3", UniversalTagNumber.UTF8String, value));

    /// <summary>A Name of one attribute for each RDN.</summary>
    public static byte[] Of(params (string Type, UniversalTagNumber Tag, string Value)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((string type, UniversalTagNumber tag, string value) in attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    writer.WriteCharacterString(tag, value);
                }
            }
        }

        return writer.Encode();
    }

    public static byte[] Dns(string name) => Primitive(2, Encoding.Latin1.GetBytes(name));

    public static byte[] Mail(string name) => Primitive(1, Encoding.Latin1.GetBytes(name));

    public static byte[] Uri(string name) => Primitive(6, Encoding.Latin1.GetBytes(name));

    public static byte[] Ip(string address) => Primitive(7, IPAddress.Parse(address).GetAddressBytes());

    /// <summary>An address and a mask, for constraints.</summary>
    public static byte[] Network(string address, string mask) =>
        Primitive(7, [.. IPAddress.Parse(address).GetAddressBytes(), .. IPAddress.Parse(mask).GetAddressBytes()]);

    public static byte[] Directory(byte[] name) => Tagged(0xA4, name);

    /// <summary>An otherName with a UTF8String.</summary>
    public static byte[] Other(string oid, string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
            }
        }

        return writer.Encode();
    }

    public static byte[] Primitive(int number, byte[] value) => Tagged((byte)(0x80 | number), value);

    /// <summary>The NameConstraints extension.</summary>
    public static byte[] Constraints(byte[][]? permitted = null, byte[][]? excluded = null) =>
        Tagged(0x30, [.. Subtrees(0xA0, permitted), .. Subtrees(0xA1, excluded)]);

    public static byte[] Sequence(params byte[][] elements) => Tagged(0x30, [.. elements.SelectMany(element => element)]);

    public static byte[] Tagged(byte tag, byte[] contents)
    {
        byte[] length = contents.Length switch
        {
            < 0x80 => [(byte)contents.Length],
            < 0x100 => [0x81, (byte)contents.Length],
            < 0x10000 => [0x82, (byte)(contents.Length >> 8), (byte)contents.Length],
            < 0x1000000 => [0x83, (byte)(contents.Length >> 16), (byte)(contents.Length >> 8), (byte)contents.Length],
            _ => [0x84, (byte)(contents.Length >> 24), (byte)(contents.Length >> 16), (byte)(contents.Length >> 8), (byte)contents.Length],
        };
        return [tag, .. length, .. contents];
    }

    private static byte[] Subtrees(byte tag, byte[][]? bases) =>
        bases is null ? [] : Tagged(tag, [.. bases.SelectMany(one => Tagged(0x30, one))]);
}
