// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Text;
using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>The lexical rules of parameter types (TR-106 §3.2), applied to what an ACS sets.</summary>
internal static class CpeValueRules
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign;

    /// <summary>More than the values of any data model need. A longer value is refused before it is stored.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>
    /// Whether the declared type may be used for a parameter of type <paramref name="actual"/>. A value without a declared type fits any
    /// parameter, and so does a value declared <c>xsd:string</c>, because some ACSes know no other type. Any integer type fits another if
    /// the value does. The two names of base64 are one type.
    /// </summary>
    public static bool TypeFits(ParameterType declared, ParameterType actual)
        => !declared.IsDeclared || declared.Kind == actual.Kind
            || declared.Kind == ParameterTypeKind.String || actual.Kind == ParameterTypeKind.Other
            || (IsInteger(declared.Kind) && IsInteger(actual.Kind));

    private static bool IsInteger(ParameterTypeKind kind)
        => kind is ParameterTypeKind.Int or ParameterTypeKind.UnsignedInt or ParameterTypeKind.Long or ParameterTypeKind.UnsignedLong;

    /// <summary>Brings a value into the form in which it is stored; returns false if it does not have the type.</summary>
    public static bool TryNormalize(ParameterType type, string text, out string value)
    {
        value = text;
        if (text.Length > MaximumLength)
        {
            return false;
        }

        if (type.Kind is ParameterTypeKind.String or ParameterTypeKind.Other)
        {
            // White space belongs to the value of a string.
            return true;
        }

        value = text.Trim(' ', '\t', '\r', '\n');
        switch (type.Kind)
        {
            case ParameterTypeKind.Int:
                return int.TryParse(value, Number, CultureInfo.InvariantCulture, out _);
            case ParameterTypeKind.UnsignedInt:
                return uint.TryParse(value, Number, CultureInfo.InvariantCulture, out _);
            case ParameterTypeKind.Long:
                return long.TryParse(value, Number, CultureInfo.InvariantCulture, out _);
            case ParameterTypeKind.UnsignedLong:
                return ulong.TryParse(value, Number, CultureInfo.InvariantCulture, out _);
            case ParameterTypeKind.Boolean:
                value = value.ToLowerInvariant() switch { "1" or "true" => "true", "0" or "false" => "false", _ => string.Empty };
                return value.Length > 0;
            case ParameterTypeKind.DateTime:
                return CwmpDateTime.FromText(value).Kind != CwmpDateTimeKind.Malformed;
            case ParameterTypeKind.Base64:
                return Base64.IsValid(value);
            case ParameterTypeKind.HexBinary:
                return value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit);
            default:
                return true;
        }
    }
}
