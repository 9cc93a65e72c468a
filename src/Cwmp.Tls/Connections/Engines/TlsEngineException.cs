// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>How an engine fails. The session turns it into one of the public exceptions; it never leaves this library.</summary>
#pragma warning disable CA1064 // Exceptions should be public: this one is caught by the session, always.
internal sealed class TlsEngineException : Exception
#pragma warning restore CA1064
{
    public TlsEngineException(TlsEngineFault fault, byte? alert, Exception innerException)
        : base("The TLS engine failed: " + fault, innerException)
    {
        Fault = fault;
        Alert = alert;
    }

    public TlsEngineFault Fault { get; }

    /// <summary>The number of the alert with <see cref="TlsEngineFault.PeerSentAlert"/>.</summary>
    public byte? Alert { get; }
}
