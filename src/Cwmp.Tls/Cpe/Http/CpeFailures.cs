// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>Finds out what an exception of the HTTP stack means. It uses only types and codes, and no text of a message.</summary>
internal static class CpeFailures
{
    // The order in which the faults of a certificate are reported: first whether the ACS is the right one, then the rest.
    private static readonly (VerificationError Error, CpeSessionFailure Failure)[] ByFinding =
    [
        (VerificationError.SelfSignedLeaf, CpeSessionFailure.AcsSelfSigned),
        (VerificationError.SelfSignedInChain, CpeSessionFailure.AcsUntrusted),
        (VerificationError.IssuerNotFound, CpeSessionFailure.AcsUntrusted),
        (VerificationError.SignatureInvalid, CpeSessionFailure.AcsUntrusted),
        (VerificationError.HostNameMismatch, CpeSessionFailure.AcsNameMismatch),
        (VerificationError.IpAddressMismatch, CpeSessionFailure.AcsNameMismatch),
        (VerificationError.Expired, CpeSessionFailure.AcsCertificateExpired),
        (VerificationError.NotYetValid, CpeSessionFailure.AcsCertificateExpired),
    ];

    public static CpeSessionException Classify(Exception exception, Uri url)
    {
        string host = $"{url.Host}:{url.Port}";
        if (TlsHandshakeException.Find(exception) is { } handshake)
        {
            return new CpeSessionException(Classify(handshake), handshake.Message, exception);
        }

        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException socket:
                    return new CpeSessionException(Classify(socket.SocketErrorCode), $"{host}: {socket.Message}", exception);
                case TlsConnectionException connection:
                    return new CpeSessionException(CpeSessionFailure.ConnectionLost, connection.Message, exception);
                case TimeoutException timeout:
                    return new CpeSessionException(CpeSessionFailure.Unreachable, timeout.Message, exception);
                default:
                    break;
            }
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } e
                => new CpeSessionException(CpeSessionFailure.NameNotResolved, e.Message, exception),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } e
                => new CpeSessionException(CpeSessionFailure.MalformedResponse, $"{host} did not answer in HTTP: {e.Message}", exception),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } e
                => new CpeSessionException(
                    CpeSessionFailure.ResponseTooLarge, $"The header of the response of {host} is too large: {e.Message}", exception),
            _ => new CpeSessionException(
                CpeSessionFailure.ConnectionLost, $"The connection to {host} broke: {exception.Message}", exception),
        };
    }

    private static CpeSessionFailure Classify(TlsHandshakeException handshake)
    {
        switch (handshake.Failure)
        {
            case TlsHandshakeFailure.HostNameMismatch:
                return CpeSessionFailure.AcsNameMismatch;
            case TlsHandshakeFailure.PeerCertificateRefused:
                foreach ((VerificationError error, CpeSessionFailure failure) in ByFinding)
                {
                    if (handshake.VerifyResult?.Findings.Any(finding => finding.Error == error && !finding.IsOverridden) == true)
                    {
                        return failure;
                    }
                }

                return CpeSessionFailure.AcsCertificateRefused;
            case TlsHandshakeFailure.PeerCertificateMissing:
            case TlsHandshakeFailure.PeerKeyNotProven:
                return CpeSessionFailure.AcsCertificateRefused;
            case TlsHandshakeFailure.OwnCertificateRefusedByPeer:
            case TlsHandshakeFailure.OwnCertificateMissing:
                return CpeSessionFailure.OwnCertificateRefused;
            case TlsHandshakeFailure.NotTls:
            case TlsHandshakeFailure.PlainHttpOnTlsPort:
                return CpeSessionFailure.NotTls;
            default:
                return CpeSessionFailure.HandshakeFailed;
        }
    }

    private static CpeSessionFailure Classify(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery
            => CpeSessionFailure.NameNotResolved,
        SocketError.ConnectionRefused => CpeSessionFailure.ConnectionRefused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => CpeSessionFailure.ConnectionLost,
        _ => CpeSessionFailure.Unreachable,
    };
}
