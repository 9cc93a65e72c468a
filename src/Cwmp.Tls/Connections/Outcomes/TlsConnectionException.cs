// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;

namespace Cwmp.Tls;

/// <summary>An established session broke: its end was cut off, its bytes were changed, or the peer gave up with an alert.</summary>
public sealed class TlsConnectionException : IOException
{
    internal TlsConnectionException(
        TlsConnectionFailure failure,
        string message,
        TlsAlert? alert = null,
        Exception? innerException = null,
        bool isBeforeFirstData = false)
        : base(message, innerException)
    {
        Failure = failure;
        Alert = alert;
        IsBeforeFirstData = isBeforeFirstData;
    }

    /// <summary>What went wrong.</summary>
    public TlsConnectionFailure Failure { get; }

    /// <summary>The alert the peer sent, or null.</summary>
    public TlsAlert? Alert { get; }

    /// <summary>
    /// Whether the connection ended after the handshake and before a byte of data came from the peer, without an alert
    /// (<see cref="TlsConnectionFailure.Truncated"/> or <see cref="TlsConnectionFailure.Reset"/>).
    /// </summary>
    /// <remarks>
    /// Most likely the connection was cut. A peer that judges our certificate after the handshake, as every TLS 1.3 server does (RFC 8446
    /// §4.4.4), and refuses it without an alert looks the same from here; only its log tells. A refusal with an alert is a
    /// <see cref="TlsHandshakeException"/>.
    /// </remarks>
    public bool IsBeforeFirstData { get; }
}
