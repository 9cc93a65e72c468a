// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;

namespace Cwmp.Tls;

/// <summary>An established session broke: its end was cut off, its bytes were changed, or the peer gave up with an alert.</summary>
public sealed class TlsConnectionException : IOException
{
    internal TlsConnectionException(TlsConnectionFailure failure, string message, TlsAlert? alert = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        Alert = alert;
    }

    /// <summary>What went wrong.</summary>
    public TlsConnectionFailure Failure { get; }

    /// <summary>The alert the peer sent, or null.</summary>
    public TlsAlert? Alert { get; }
}
