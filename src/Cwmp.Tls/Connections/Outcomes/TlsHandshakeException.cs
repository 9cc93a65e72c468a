// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls;

/// <summary>
/// A handshake failed, or the peer refused us right after it. <see cref="Failure"/> is what to switch on; the message says what happened
/// and what to do next. Derives from <see cref="AuthenticationException"/>, so that code written for <c>SslStream</c> keeps catching it.
/// </summary>
public sealed class TlsHandshakeException : AuthenticationException
{
    internal TlsHandshakeException(
        TlsHandshakeFailure failure,
        TlsHandshakeStage stage,
        TlsSide side,
        string cause,
        string nextStep,
        TlsAlert? alert = null,
        VerifyResult? verifyResult = null,
        Exception? innerException = null)
        : base(cause + ". " + nextStep, innerException)
    {
        Failure = failure;
        Stage = stage;
        Side = side;
        Cause = cause;
        NextStep = nextStep;
        Alert = alert;
        VerifyResult = verifyResult;
    }

    /// <summary>Why.</summary>
    public TlsHandshakeFailure Failure { get; }

    /// <summary>How far the handshake had come.</summary>
    public TlsHandshakeStage Stage { get; }

    /// <summary>Which side broke off.</summary>
    public TlsSide Side { get; }

    /// <summary>What happened, in one sentence without its full stop.</summary>
    public string Cause { get; }

    /// <summary>What to look at next, in one sentence.</summary>
    public string NextStep { get; }

    /// <summary>
    /// The alert that passed, sent by <see cref="Side"/>, or null. Many peers close without one, .NET on Linux among them.
    /// </summary>
    public TlsAlert? Alert { get; }

    /// <summary>Our verdict about the peer's certificate, or null where none was reached.</summary>
    public VerifyResult? VerifyResult { get; }

    /// <summary>
    /// Looks for a handshake failure in an exception and those inside it. <see cref="HttpClient"/> wraps what its connections throw, and a
    /// handshake that took too long is a <see cref="TimeoutException"/> with the diagnosis inside.
    /// </summary>
    /// <param name="exception">Where to begin; null finds nothing.</param>
    public static TlsHandshakeException? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TlsHandshakeException found)
            {
                return found;
            }
        }

        return null;
    }
}
