// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>The namespaces an envelope reader tells apart.</summary>
internal enum SoapNamespace : byte
{
    /// <summary>No namespace.</summary>
    None = 0,

    /// <summary>Any namespace not listed here.</summary>
    Other,

    /// <summary><c>http://schemas.xmlsoap.org/soap/envelope/</c>.</summary>
    Envelope,

    /// <summary><c>http://schemas.xmlsoap.org/soap/encoding/</c>, with or without the slash at its end.</summary>
    Encoding,

    /// <summary><c>http://www.w3.org/2001/XMLSchema</c> and its drafts.</summary>
    Schema,

    /// <summary><c>http://www.w3.org/2001/XMLSchema-instance</c> and its drafts.</summary>
    SchemaInstance,

    /// <summary><c>urn:dslforum-org:cwmp-N-M</c>, whatever the numbers.</summary>
    Cwmp,

    /// <summary><c>http://www.w3.org/XML/1998/namespace</c>, bound to <c>xml</c> always.</summary>
    Xml,
}
