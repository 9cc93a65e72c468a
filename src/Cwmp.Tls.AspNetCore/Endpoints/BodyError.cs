// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>Why a body could not be read.</summary>
internal enum BodyError
{
    None = 0,

    /// <summary>A content coding this ACS does not know: 415.</summary>
    UnsupportedCoding,

    /// <summary>Longer than allowed, as sent or as decoded: 413.</summary>
    TooLarge,

    /// <summary>Not what its coding says: 400.</summary>
    Malformed,

    /// <summary>Too slow: 408.</summary>
    TimedOut,

    /// <summary>All memory that bodies may take together is taken: 503.</summary>
    NoMemory,
}
