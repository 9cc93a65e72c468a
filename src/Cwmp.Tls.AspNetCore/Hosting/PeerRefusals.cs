// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.Verification.Results;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>Tells of clients whose certificate was refused, in the handshake or on an open connection. Thread-safe.</summary>
internal sealed class PeerRefusals(Action<VerifyResult?, string?>? peerRefused, ILogger logger)
{
    /// <summary>Tells of a handshake that failed, if it was for the certificate.</summary>
    public void OnHandshakeFailed(TlsHandshakeFailedContext failed)
    {
        if (failed.Failure is TlsHandshakeFailure.PeerCertificateRefused or TlsHandshakeFailure.PeerCertificateMissing)
        {
            VerifyResult? result = TlsHandshakeException.Find(failed.Exception)?.VerifyResult;
            string? remote = failed.RemoteEndPoint?.ToString();
            AspNetCoreLog.PeerRefused(logger, remote, result?.ToString() ?? "no certificate where one is required");
            Tell(result, remote);
        }
    }

    /// <summary>Tells of a client that was accepted once and is not any more.</summary>
    public void OnOpenPeerRefused(TlsPeer peer, string? remote)
    {
        AspNetCoreLog.OpenPeerRefused(logger, remote, peer.VerifyResult!.ToString());
        Tell(peer.VerifyResult, remote);
    }

    private void Tell(VerifyResult? result, string? remote)
    {
        try
        {
            peerRefused?.Invoke(result, remote);
        }
        catch (Exception e)
        {
            AspNetCoreLog.CallbackFailed(logger, e);
        }
    }
}
