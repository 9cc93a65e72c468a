// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Diagnosis;

/// <content>Failures of an established session, some of which are the peer's late verdict about the handshake.</content>
internal sealed partial class HandshakeDiagnosis
{
    /// <summary>The session broke.</summary>
    /// <param name="failure">What the engine reported; null where the stream ended without close_notify.</param>
    /// <param name="isAwaitingVerdict">
    /// Whether the peer has not answered our handshake with data yet. RFC 8446 §4.4.4: a client may send data before the server has judged
    /// its certificate, so the refusal arrives here. Peers that judge after their own Finished, as .NET on Linux does, behave so in TLS 1.2
    /// too.
    /// </param>
    public Exception AfterHandshake(TlsEngineException? failure, bool isAwaitingVerdict)
    {
        TlsAlert? alert = AlertOf(failure);
        if (alert is { } verdict)
        {
            return isAwaitingVerdict && AlertMeaning.Of(verdict.Description, ShowsCertificate).Failure
                is TlsHandshakeFailure.OwnCertificateRefusedByPeer or TlsHandshakeFailure.OwnCertificateMissing
                ? PeerAlert(verdict, TlsHandshakeStage.AfterHandshake, failure)
                : new TlsConnectionException(
                    TlsConnectionFailure.PeerSentAlert,
                    $"{Capitalise(PeerName)} ended the connection with the alert {verdict.Name}. Its log says why.",
                    verdict,
                    failure?.InnerException);
        }

        if (failure is { Fault: TlsEngineFault.ProtocolBroken or TlsEngineFault.Unspecified } && !IsPeerReset)
        {
            return new TlsConnectionException(
                TlsConnectionFailure.BrokenRecord,
                $"A record from {PeerName} did not decrypt or is not TLS: something changed the bytes on the way. Open a new connection.",
                innerException: failure.InnerException);
        }

        bool isReset = IsPeerReset || failure is { Fault: TlsEngineFault.TransportFailed };
        return new TlsConnectionException(
            isReset ? TlsConnectionFailure.Reset : TlsConnectionFailure.Truncated,
            isAwaitingVerdict ? CutBeforeData(isReset)
            : isReset ? $"The connection to {PeerName} was reset or broke. Data may be missing; open a new connection."
            : $"{Capitalise(PeerName)} ended the connection without close_notify, so data may be missing. "
                + "A careless peer does this, and so does somebody who cuts the connection. "
                + "Where the protocol itself marks the end of its data, CwmpTlsFlags.IgnoreUnexpectedEnd accepts it.",
            innerException: failure?.InnerException,
            isBeforeFirstData: isAwaitingVerdict);
    }

    // No alert, no data, just the end: a cut. Peers that judge late and cannot send an alert leave it at that too, so the text names the
    // possibility; only an alert is proof.
    private string CutBeforeData(bool isReset) =>
        $"The connection to {PeerName} {(isReset ? "was reset or broke" : "ended")} right after the handshake, "
        + "without an alert and without a byte of data. "
        + "The network or a process that ended does this; so does a peer that "
        + (ShowsCertificate ? "refuses our certificate" : "requires a certificate, of which we showed none,")
        + " and cannot send the alert that RFC 8446 §6.2 asks for, as .NET on Linux cannot. The peer's log says which.";
}
