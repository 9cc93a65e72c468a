// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// SOAP arrays. The count in <c>arrayType</c> is a hint and no more: devices declare 213 and send 227. Every child is an item, whatever its
/// name, because an array of CWMP has one type of item.
/// </summary>
internal static class SoapArray
{
    private const int FirstCapacity = 16;

    /// <summary>Reads all items; the reader has entered the element of the array.</summary>
    public static EquatableList<T> Read<T, TCodec>(ref SoapReader reader)
        where TCodec : struct, IItemCodec<T>
    {
        T[] items = [];
        int count = 0;
        int limit = reader.Limits.MaxItems;
        int hint = reader.Reserve(Math.Min(ReadCountHint(ref reader), limit));
        while (reader.ReadChild(TCodec.ElementName))
        {
            if (count == limit)
            {
                reader.FailAt(CwmpProtocolErrorCode.TooManyItems, reader.ElementOffset);
                break;
            }

            if (count == items.Length)
            {
                Array.Resize(ref items, Math.Max(hint, Math.Max(FirstCapacity, count * 2)));
            }

            items[count++] = TCodec.Read(ref reader);
        }

        if (reader.HasFailed || count == 0)
        {
            return EquatableList<T>.Empty;
        }

        if (count < items.Length / 2)
        {
            Array.Resize(ref items, count);
        }

        return new EquatableList<T>(items, count);
    }

    /// <summary>Writes an array with its element.</summary>
    public static void Write<T, TCodec>(ref SoapWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> list)
        where TCodec : struct, IItemCodec<T>
    {
        ReadOnlySpan<T> items = EquatableList<T>.From(list).AsSpan();
        writer.Raw("<"u8);
        writer.Raw(name);
        writer.Raw(" SOAP-ENC:arrayType=\""u8);
        writer.Raw(TCodec.ArrayType);
        writer.Raw("["u8);
        writer.Number(items.Length);
        writer.Raw("]\">"u8);
        writer.List = name;
        for (int i = 0; i < items.Length; i++)
        {
            writer.Index = i;
            TCodec.Write(ref writer, items[i]);
        }

        writer.List = default;
        writer.End(name);
    }

    /// <summary>
    /// The item type of an array of unknown kind, with our prefix where the type is a known one; null for an element that is no array.
    /// </summary>
    public static string? ReadItemType(ref SoapReader reader)
    {
        if (!reader.TryGetAttribute(SoapNamespace.Encoding, "arrayType"u8, out ReadOnlySpan<byte> type))
        {
            return null;
        }

        int bracket = type.LastIndexOf((byte)'[');
        return ParameterTypeCodec.Resolve(ref reader, bracket < 0 ? type : type[..bracket]).Name;
    }

    // "cwmp:ParameterValueStruct[0008]": the digits between the last brackets, if they are any.
    private static int ReadCountHint(ref SoapReader reader)
    {
        if (!reader.TryGetAttribute(SoapNamespace.Encoding, "arrayType"u8, out ReadOnlySpan<byte> type))
        {
            return 0;
        }

        type = XmlCharacters.TrimSpace(type);
        int bracket = type.LastIndexOf((byte)'[');
        return bracket >= 0 && type[^1] == ']' &&
            int.TryParse(type[(bracket + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
    }
}
