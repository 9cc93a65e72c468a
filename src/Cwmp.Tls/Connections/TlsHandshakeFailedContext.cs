// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls;

/// <summary>What a listener tells about a peer that did not get in.</summary>
public sealed class TlsHandshakeFailedContext
{
    internal TlsHandshakeFailedContext(IPEndPoint? remoteEndPoint, TlsHandshakeFailure failure, Exception exception, HandshakeTrace? trace)
    {
        RemoteEndPoint = remoteEndPoint;
        Failure = failure;
        Exception = exception;
        Trace = trace;
    }

    /// <summary>The peer's address.</summary>
    public IPEndPoint? RemoteEndPoint { get; }

    /// <summary>The cause.</summary>
    public TlsHandshakeFailure Failure { get; }

    /// <summary>
    /// The whole story: a <see cref="TlsHandshakeException"/>, a <see cref="TimeoutException"/> with one inside, or something unforeseen.
    /// </summary>
    public Exception Exception { get; }

    /// <summary>What crossed the wire, or null where the context does not trace.</summary>
    public HandshakeTrace? Trace { get; }
}
