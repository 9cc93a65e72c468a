// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// What is kept for a while of a session that ended in good order: a CPE that did not get the last 204, or wants one more (the habit of the
/// first TR-069), gets it again.
/// </summary>
internal sealed class AcsFarewell(
    AcsSessionToken token, string? connectionKey, AcsBinding binding, string sessionId, AcsExchange? last, AcsSessionMachine machine)
{
    private int _left = AcsSessionMachine.MaxIndulgences;

    public AcsSessionToken Token { get; } = token;

    public string? ConnectionKey { get; } = connectionKey;

    public AcsBinding Binding { get; } = binding;

    public string SessionId { get; } = sessionId;

    /// <summary>Whether the CPE has sent the session's cookie back; where not, the identity it proves finds the farewell.</summary>
    public bool HasReturnedToken { get; init; }

    public long ExpiresAt { get; init; }

    public AcsReply Post(in AcsPost post)
    {
        AcsPostAction action;
        lock (machine)
        {
            bool isRepeat = last is not null && last.Kind == post.Kind && last.Fingerprint == post.Fingerprint;
            action = --_left >= 0 ? machine.OnPost(post.Kind, isRepeat) : AcsPostAction.Refuse;
        }

        return action == AcsPostAction.ReplyEmpty ? AcsReply.LastNoContent : AcsReply.BadRequest(endsSession: true);
    }
}
