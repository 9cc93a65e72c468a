// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>What the ACS does about a POST.</summary>
internal enum AcsPostAction
{
    /// <summary>The POST breaks the rules: an HTTP error, and the session is over.</summary>
    Refuse = 0,

    /// <summary>Another POST of this session is still open: an HTTP error for this one, the session goes on.</summary>
    RefuseConcurrent,

    /// <summary>Answer the request.</summary>
    Answer,

    /// <summary>The CPE may not send requests now: answer with fault 8001 and change nothing.</summary>
    Deny,

    /// <summary>Hand the answer to whoever called, then the turn is the ACS's.</summary>
    TakeAnswer,

    /// <summary>The turn is the ACS's.</summary>
    TakeTurn,

    /// <summary>The session is over already: once more an empty response.</summary>
    ReplyEmpty,

    /// <summary>The CPE did not get the last reply: give it again, as soon as it is known.</summary>
    Repeat,
}
