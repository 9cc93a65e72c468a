// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;

namespace Cwmp.Tls.Acs;

/// <summary>
/// A POST whose sender an <see cref="AcsEngine"/> has looked at. Only <see cref="AcsEngine.Admit"/> makes one, and
/// <see cref="AcsEngine.HandleAsync(AcsAdmission, ReadOnlyMemory{byte}, string?, CancellationToken)"/> demands one, so that no transport
/// can leave the check out. Use it for its own POST only. Immutable.
/// </summary>
public sealed class AcsAdmission
{
    internal AcsAdmission(AcsEngine engine, AcsRequest request)
    {
        Engine = engine;
        Request = request;
    }

    /// <summary>
    /// The reply to a sender that is refused, whatever the body of its POST says. Null where the body counts: read it, and hand both to the
    /// engine.
    /// </summary>
    public AcsReply? Refusal { get; internal init; }

    internal AcsEngine Engine { get; }

    internal AcsRequest Request { get; }

    /// <summary>What is certain about an Inform of this sender; null where the Inform decides.</summary>
    internal AcsIdentityDecision? Early { get; init; }

    /// <summary>The open session whose sender this is, where it was looked up already.</summary>
    internal AcsConversation? Conversation { get; init; }
}
