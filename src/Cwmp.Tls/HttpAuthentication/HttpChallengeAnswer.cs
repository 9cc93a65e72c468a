// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What a client can do about a 401.</summary>
internal enum HttpChallengeAnswer
{
    /// <summary>No challenge that can be answered: an unknown scheme or algorithm, or one that is not allowed here.</summary>
    Unsupported = 0,

    /// <summary>Send the request again with a new <c>Authorization</c>.</summary>
    Retry,

    /// <summary>The server has refused an answer to its own challenge: the name or the password is wrong.</summary>
    WrongCredentials,
}
