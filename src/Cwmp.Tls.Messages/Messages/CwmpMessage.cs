// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// The one child of a SOAP body: a request, a response or a fault. The concrete types are named after the RPCs of TR-069 Annex A, and their
/// properties after the arguments, in the order of the schema.
/// </summary>
/// <remarks>
/// Messages are immutable, compare by value (lists included) and may be shared between threads. <see cref="object.ToString"/> leaves out
/// passwords and parameter values.
/// </remarks>
public abstract record CwmpMessage
{
    private protected CwmpMessage()
    {
    }

    /// <summary>
    /// The RPC this message belongs to, for example <c>GetParameterValues</c> for that request and for its response; empty for a fault.
    /// </summary>
    public abstract string MethodName { get; }

    /// <summary>Request, response or fault.</summary>
    public abstract CwmpMessageKind Kind { get; }

    /// <summary>The local name of the element on the wire, for example <c>GetParameterValuesResponse</c> or <c>Fault</c>.</summary>
    public abstract string ElementName { get; }
}
