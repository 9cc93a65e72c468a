// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <content>
/// Resumption. The chain that was shown when a session was made is judged again before the session is taken up. Where it is refused now,
/// there is a full handshake instead, in which the peer learns by an alert why.
/// </content>
internal sealed partial class OpenSslConnection
{
    /// <summary>Keeps a session for resumption.</summary>
    /// <returns>Whether the reference to it was taken over.</returns>
    public bool KeepSession(nint session)
    {
        if (!NativeSessions.IsResumable(session))
        {
            return false;
        }

        // A server that looked up a session and did not resume it has judged a chain that this peer never showed.
        PresentedChain shown = _verdict == VerdictBasis.Stored && !_session.IsResumed ? PresentedChain.None : _presented;
        if (_host is not null)
        {
            _context.ClientSessions.Add(_host, new StoredSession(session, shown));
            return true;
        }

        if (!NativeSessions.TryReadId(session, out SessionId id))
        {
            return false;
        }

        _context.ServerSessions.Add(id, new StoredSession(session, shown));
        return true;
    }

    /// <summary>Finds the session a client wants to resume.</summary>
    /// <returns>The session with a reference for OpenSSL, or 0 for a full handshake.</returns>
    public nint FindSession(SessionId id)
    {
        nint session = _context.ServerSessions.Find(id, out PresentedChain chain, take: false);
        if (session == 0 || JudgeStored(chain) is null)
        {
            return session;
        }

        NativeSessions.Release(session);
        ForgetVerdict();
        return 0;
    }

    // Whether the session is resumed is the server's decision.
    private void OfferSession()
    {
        if (_host is null || !_context.Settings.AllowResumption)
        {
            return;
        }

        nint session = _context.ClientSessions.Find(_host, out PresentedChain chain, take: true);
        if (session == 0)
        {
            return;
        }

        try
        {
            if (JudgeStored(chain) is null)
            {
                _session.Offer(session);
            }
            else
            {
                ForgetVerdict();
            }
        }
        finally
        {
            NativeSessions.Release(session);
        }
    }

    // In TLS 1.2 a session that was resumed stays as it is and can be resumed again; in TLS 1.3 a new ticket follows.
    private void KeepResumed()
    {
        if (!IsServer && Agreement.Protocol == SslProtocols.Tls12)
        {
            nint session = _session.GetSession();
            if (session != 0 && !KeepSession(session))
            {
                NativeSessions.Release(session);
            }
        }
    }

    private void ForgetVerdict() => (_presented, _verdict, _isRefused) = (PresentedChain.None, VerdictBasis.Nothing, false);
}
