// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Posts;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Acs;

/// <summary>What a session needs of the engine around it, and nothing more. One for all sessions of an engine; thread-safe.</summary>
internal sealed class AcsSessionEnvironment
{
    /// <summary>Reads and writes envelopes.</summary>
    public required AcsCodec Codec { get; init; }

    /// <summary>The limits; nobody writes to them any more.</summary>
    public required AcsEngineOptions Limits { get; init; }

    /// <summary>Where sessions log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => Limits.TimeProvider;

    /// <summary>Called once when a session has ended, before its last reply goes out.</summary>
    public required Action<AcsConversation, AcsSessionSummary> Ended { get; init; }

    /// <summary>
    /// Gives the object of a handler back to its factory. Called once for each session, when none of the handler's code runs any more.
    /// </summary>
    public required Action<CwmpAcs> Release { get; init; }
}
