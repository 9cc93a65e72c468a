// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>
/// A parameter with its value (ParameterValueStruct): the exact text that was sent, the type that was declared, and accessors that read the
/// text as what the caller needs. White space in the text is kept; the accessors for numbers, booleans, dates and bytes trim it.
/// </summary>
[DebuggerDisplay("{Name} = {Text} ({Type})")]
public sealed record ParameterValue
{
    /// <summary>A value from its three parts.</summary>
    /// <param name="name">The full name of the parameter, or in a vendor's model whatever it is.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="text">The text of the value.</param>
    public ParameterValue(string name, ParameterType type, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Type = type;
        Text = text;
    }

    /// <summary>The name of the parameter, at most 256 characters by the rules.</summary>
    public string Name { get; init; }

    /// <summary>The declared type.</summary>
    public ParameterType Type { get; init; }

    /// <summary>The text of the value exactly as it was sent, after XML references were resolved and line ends became LF.</summary>
    public string Text { get; init; }

    /// <summary>An <c>xsd:string</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The text.</param>
    public static ParameterValue String(string name, string value) => new(name, ParameterType.String, value);

    /// <summary>An <c>xsd:int</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The number.</param>
    public static ParameterValue Int(string name, int value) => new(name, ParameterType.Int, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An <c>xsd:unsignedInt</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The number.</param>
    public static ParameterValue UnsignedInt(string name, uint value) =>
        new(name, ParameterType.UnsignedInt, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An <c>xsd:long</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The number.</param>
    public static ParameterValue Long(string name, long value) =>
        new(name, ParameterType.Long, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An <c>xsd:unsignedLong</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The number.</param>
    public static ParameterValue UnsignedLong(string name, ulong value) =>
        new(name, ParameterType.UnsignedLong, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An <c>xsd:boolean</c>, written as <c>1</c> or <c>0</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value.</param>
    public static ParameterValue Boolean(string name, bool value) => new(name, ParameterType.Boolean, value ? "1" : "0");

    /// <summary>An <c>xsd:dateTime</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The time; TR-106 wants UTC for parameters.</param>
    public static ParameterValue DateTime(string name, CwmpDateTime value) => new(name, ParameterType.DateTime, value.Text);

    /// <summary>An <c>xsd:base64Binary</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The bytes.</param>
    public static ParameterValue Base64(string name, ReadOnlySpan<byte> value) =>
        new(name, ParameterType.Base64Binary, Convert.ToBase64String(value));

    /// <summary>An <c>xsd:hexBinary</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The bytes.</param>
    public static ParameterValue HexBinary(string name, ReadOnlySpan<byte> value) =>
        new(name, ParameterType.HexBinary, Convert.ToHexString(value));

    /// <summary>Reads the text as a number of 32 bits.</summary>
    /// <param name="value">The number, or 0.</param>
    public bool TryGetInt32(out int value) => int.TryParse(Text, LexicalNumber, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads the text as a number of 32 bits without sign.</summary>
    /// <param name="value">The number, or 0.</param>
    public bool TryGetUInt32(out uint value) => uint.TryParse(Text, LexicalNumber, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads the text as a number of 64 bits.</summary>
    /// <param name="value">The number, or 0.</param>
    public bool TryGetInt64(out long value) => long.TryParse(Text, LexicalNumber, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads the text as a number of 64 bits without sign.</summary>
    /// <param name="value">The number, or 0.</param>
    public bool TryGetUInt64(out ulong value) => ulong.TryParse(Text, LexicalNumber, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads <c>1</c>, <c>0</c>, <c>true</c> or <c>false</c>, in any case.</summary>
    /// <param name="value">The value, or false.</param>
    public bool TryGetBoolean(out bool value)
    {
        ReadOnlySpan<char> text = Text.AsSpan().Trim();
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the text as a dateTime of CWMP, which may be unknown, infinite or relative to boot.</summary>
    /// <param name="value">The time, or unknown.</param>
    /// <returns>False when the text is malformed.</returns>
    public bool TryGetDateTime(out CwmpDateTime value)
    {
        value = CwmpDateTime.FromText(Text);
        return value.Kind != CwmpDateTimeKind.Malformed;
    }

    /// <summary>
    /// Reads the text as bytes: as hexadecimal digits when the type says so, otherwise as base64 with white space ignored.
    /// </summary>
    /// <param name="value">The bytes, or an empty array.</param>
    public bool TryGetBytes(out byte[] value)
    {
        try
        {
            value = Type.Kind == ParameterTypeKind.HexBinary ? Convert.FromHexString(Text.AsSpan().Trim()) : Convert.FromBase64String(Text);
            return true;
        }
        catch (FormatException)
        {
            value = [];
            return false;
        }
    }

    /// <summary>Name, type and length. The text stays out, because it may be a password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Type}, {Text.Length} characters)");

    private const NumberStyles LexicalNumber =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
}
