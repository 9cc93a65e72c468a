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
    /// its certificate, so the refusal arrives here. Peers that judge after their own Finished, as .NET on Linux does, behave so in TLS 1.2 too.
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

        if (isAwaitingVerdict)
        {
            return LateSilence(failure);
        }

        return IsPeerReset || failure is { Fault: TlsEngineFault.TransportFailed }
            ? new TlsConnectionException(
                TlsConnectionFailure.Reset,
                $"The connection to {PeerName} was reset or broke. Data may be missing; open a new connection.",
                innerException: failure?.InnerException)
            : new TlsConnectionException(
                TlsConnectionFailure.Truncated,
                $"{Capitalise(PeerName)} ended the connection without close_notify, so data may be missing. A careless peer does this, and so does "
                + "somebody who cuts the connection. Where the protocol itself marks the end of its data, CwmpTlsFlags.IgnoreUnexpectedEnd accepts it.",
                innerException: failure?.InnerException);
    }

    // No alert, no data, just the end: peers that judge late and cannot send an alert leave it at that.
    private TlsHandshakeException LateSilence(TlsEngineException? failure) => New(
        ShowsCertificate ? TlsHandshakeFailure.OwnCertificateRefusedByPeer : TlsHandshakeFailure.OwnCertificateMissing,
        TlsSide.Peer,
        $"{PeerName} {(IsPeerReset ? "reset" : "ended")} the connection right after the handshake, without an alert and without a byte of data: "
        + (ShowsCertificate ? "most likely it refused our certificate" : "most likely it requires a certificate and we showed none"),
        "Its log says for certain; .NET on Linux cannot send the alert that RFC 8446 §6.2 asks for.",
        failure,
        stage: TlsHandshakeStage.AfterHandshake);
}
