// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// The <c>xsi:type</c> of a parameter value. Names of XML Schema and SOAP encoding have the prefixes <c>xsd:</c> and <c>SOAP-ENC:</c> here,
/// whatever prefix the peer used; any other text is carried as it came. The default value means that no type was declared.
/// </summary>
public readonly struct ParameterType : IEquatable<ParameterType>
{
    private readonly string? _name;

    private ParameterType(string name) => _name = name;

    /// <summary>No type was declared; the value is read as a string, and written without a type.</summary>
    public static ParameterType Undeclared => default;

    /// <summary><c>xsd:string</c>.</summary>
    public static ParameterType String { get; } = new("xsd:string");

    /// <summary><c>xsd:int</c>.</summary>
    public static ParameterType Int { get; } = new("xsd:int");

    /// <summary><c>xsd:unsignedInt</c>.</summary>
    public static ParameterType UnsignedInt { get; } = new("xsd:unsignedInt");

    /// <summary><c>xsd:long</c>.</summary>
    public static ParameterType Long { get; } = new("xsd:long");

    /// <summary><c>xsd:unsignedLong</c>.</summary>
    public static ParameterType UnsignedLong { get; } = new("xsd:unsignedLong");

    /// <summary><c>xsd:boolean</c>.</summary>
    public static ParameterType Boolean { get; } = new("xsd:boolean");

    /// <summary><c>xsd:dateTime</c>.</summary>
    public static ParameterType DateTime { get; } = new("xsd:dateTime");

    /// <summary><c>xsd:base64Binary</c>.</summary>
    public static ParameterType Base64Binary { get; } = new("xsd:base64Binary");

    /// <summary><c>SOAP-ENC:base64</c>.</summary>
    public static ParameterType SoapBase64 { get; } = new("SOAP-ENC:base64");

    /// <summary><c>xsd:hexBinary</c>.</summary>
    public static ParameterType HexBinary { get; } = new("xsd:hexBinary");

    /// <summary>The type as it will be written, for example <c>xsd:unsignedInt</c>; empty when none was declared.</summary>
    public string Name => _name ?? string.Empty;

    /// <summary>Whether a type was declared.</summary>
    public bool IsDeclared => _name is not null;

    /// <summary>
    /// Which type it is: decided by the part after the prefix, without a length that some devices append (<c>xsd:string(64)</c>).
    /// </summary>
    public ParameterTypeKind Kind
    {
        get
        {
            if (_name is null)
            {
                return ParameterTypeKind.String;
            }

            ReadOnlySpan<char> local = _name.AsSpan(_name.IndexOf(':') + 1);
            int parenthesis = local.IndexOf('(');
            return (parenthesis < 0 ? local : local[..parenthesis]) switch
            {
                "string" => ParameterTypeKind.String,
                "int" => ParameterTypeKind.Int,
                "unsignedInt" => ParameterTypeKind.UnsignedInt,
                "long" => ParameterTypeKind.Long,
                "unsignedLong" => ParameterTypeKind.UnsignedLong,
                "boolean" => ParameterTypeKind.Boolean,
                "dateTime" => ParameterTypeKind.DateTime,
                "base64" or "base64Binary" => ParameterTypeKind.Base64,
                "hexBinary" => ParameterTypeKind.HexBinary,
                _ => ParameterTypeKind.Other,
            };
        }
    }

    /// <summary>Compares the names.</summary>
    public static bool operator ==(ParameterType left, ParameterType right) => left.Equals(right);

    /// <summary>Compares the names.</summary>
    public static bool operator !=(ParameterType left, ParameterType right) => !left.Equals(right);

    /// <summary>Carries any type name.</summary>
    /// <param name="name">
    /// The name with its prefix; <c>xsd:</c>, <c>SOAP-ENC:</c> and <c>cwmp:</c> are declared in what is written. Empty means undeclared.
    /// </param>
    public static ParameterType FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0 ? default : new ParameterType(name);
    }

    /// <inheritdoc/>
    public bool Equals(ParameterType other) => string.Equals(_name, other._name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ParameterType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
