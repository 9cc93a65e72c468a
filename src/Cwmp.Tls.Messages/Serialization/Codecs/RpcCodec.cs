// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// Reads and writes the two messages of one RPC. Reading takes members in any order, leaves out what it does not know and fills in what is
/// missing; writing keeps the order of the schema.
/// </summary>
internal abstract class RpcCodec
{
    /// <summary>The name of the RPC.</summary>
    public abstract string MethodName { get; }

    /// <summary>The type of the request.</summary>
    public abstract Type RequestType { get; }

    /// <summary>The type of the response.</summary>
    public abstract Type ResponseType { get; }

    /// <summary>The name of the response's element.</summary>
    public string ResponseName => field ??= MethodName + "Response";

    /// <summary>Reads the arguments; the reader has entered the element.</summary>
    public abstract CwmpMessage Read(ref SoapReader reader, bool isResponse);

    /// <summary>Writes the element with its arguments.</summary>
    public abstract void Write(ref SoapWriter writer, CwmpMessage message);
}
