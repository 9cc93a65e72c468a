// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The types a parameter value can declare.</summary>
public enum ParameterTypeKind
{
    /// <summary>A type outside this list; <see cref="ParameterType.Name"/> has its text.</summary>
    Other = 0,

    /// <summary><c>xsd:string</c>; also what a value without a declared type is.</summary>
    String,

    /// <summary><c>xsd:int</c>, 32 bits.</summary>
    Int,

    /// <summary><c>xsd:unsignedInt</c>, 32 bits.</summary>
    UnsignedInt,

    /// <summary><c>xsd:long</c>, 64 bits.</summary>
    Long,

    /// <summary><c>xsd:unsignedLong</c>, 64 bits.</summary>
    UnsignedLong,

    /// <summary><c>xsd:boolean</c>.</summary>
    Boolean,

    /// <summary><c>xsd:dateTime</c>.</summary>
    DateTime,

    /// <summary><c>xsd:base64Binary</c>, <c>SOAP-ENC:base64</c> and the <c>xsd:base64</c> devices write for them.</summary>
    Base64,

    /// <summary><c>xsd:hexBinary</c>.</summary>
    HexBinary,
}
