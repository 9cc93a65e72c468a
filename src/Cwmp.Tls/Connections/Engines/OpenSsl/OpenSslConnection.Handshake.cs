// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.ExceptionServices;
using System.Security.Authentication;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <content>The handshake, and the judge in it.</content>
internal sealed partial class OpenSslConnection
{
    // Most flights fit; a peer that sends more makes more reads.
    private const int HandshakeBuffer = 8 * 1024;

    // SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE.
    private const int NoPeerCertificate = 199;

    private PresentedChain _presented = PresentedChain.None;
    private VerdictBasis _verdict;
    private bool _isRefused;
    private ExceptionDispatchInfo? _callbackFailure;

    public async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        OfferSession();
        while (true)
        {
            StepOutcome step = _session.Handshake();
            await FlushAfterAsync(step, cancellationToken).ConfigureAwait(false);
            if (step.Result == StepResult.Done)
            {
                break;
            }

            if (step.Result != StepResult.WantsInput)
            {
                throw Explain(step);
            }

            if (!await FeedAsync(HandshakeBuffer, cancellationToken).ConfigureAwait(false))
            {
                throw EndOfStream();
            }
        }

        Conclude();
    }

    /// <summary>Asks the judge about what the peer shows in this handshake. Called in the verify callback.</summary>
    /// <returns>Null to go on, or the alert that tells the peer why not.</returns>
    public byte? JudgeShown(in PresentedChain chain)
    {
        _verdict = VerdictBasis.Shown;
        return Judge(chain);
    }

    // The chain that was shown when a session was made. The verdict counts only if that session is resumed in the end.
    private byte? JudgeStored(in PresentedChain chain)
    {
        _verdict = VerdictBasis.Stored;
        return Judge(chain);
    }

    private byte? Judge(in PresentedChain chain)
    {
        _presented = chain;
        byte? alert = _judge.Judge(chain);
        _isRefused = alert is not null;
        return alert;
    }

    /// <summary>Keeps what a callback failed with, until OpenSSL has returned.</summary>
    public void NoteCallbackFailure(Exception failure) => _callbackFailure ??= ExceptionDispatchInfo.Capture(failure);

    private TlsEngineException Explain(StepOutcome step)
    {
        _callbackFailure?.Throw();

        // It is OpenSSL that refuses a client without a certificate; the judge is told, so that its outcome says so.
        if (IsServer && step.Reason == NoPeerCertificate)
        {
            JudgeShown(PresentedChain.None);
            _isRefused = true;
        }

        var failure = new AuthenticationException(step.Text);
        return _isRefused
            ? new TlsEngineException(TlsEngineFault.PeerRefused, null, failure)
            : OpenSslFaults.Translate(step.Reason, failure);
    }

    private void Conclude()
    {
        Agreement = _session.ReadAgreement();
        bool isResumed = _session.IsResumed;
        if (isResumed)
        {
            KeepResumed();
        }

        // A server that asks for no certificate, or goes on without one: the judge has the last word all the same. What a session that was
        // not resumed had stored says nothing about this peer.
        if (_verdict != (isResumed ? VerdictBasis.Stored : VerdictBasis.Shown) && JudgeShown(PresentedChain.None) is not null)
        {
            throw new TlsEngineException(TlsEngineFault.PeerRefused, null, new AuthenticationException("The peer showed no certificate."));
        }
    }

    /// <summary>What the verdict in force was reached on.</summary>
    private enum VerdictBasis
    {
        Nothing = 0,
        Stored,
        Shown,
    }
}
