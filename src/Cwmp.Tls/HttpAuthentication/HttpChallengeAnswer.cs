// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What a client does about a 401.</summary>
internal enum HttpChallengeAnswer
{
    /// <summary>Give up: no challenge can be answered. The scheme or the algorithm is unknown, or is not allowed here.</summary>
    Unsupported = 0,

    /// <summary>Send the request again with a new <c>Authorization</c>.</summary>
    Retry,

    /// <summary>Give up: the server has refused an answer to its own challenge, so the name or the password is wrong.</summary>
    WrongCredentials,

    /// <summary>Give up: there are no credentials, or they are not for this server.</summary>
    NoCredentials,

    /// <summary>Give up: there were more challenges in a row than are answered.</summary>
    TooMany,
}
