// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>What part a message plays in the exchange of one RPC.</summary>
public enum CwmpMessageKind
{
    /// <summary>Not a message of CWMP. No message this library makes has this kind.</summary>
    None = 0,

    /// <summary>A call of an RPC. The peer owes a response or a fault.</summary>
    Request,

    /// <summary>The answer to a request: an element named after the request with <c>Response</c> at its end.</summary>
    Response,

    /// <summary>The answer to a request that failed.</summary>
    Fault,
}
