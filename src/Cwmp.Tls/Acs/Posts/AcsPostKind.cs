// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Posts;

/// <summary>What a POST of the CPE carries.</summary>
internal enum AcsPostKind
{
    /// <summary>No body, or nothing but white space.</summary>
    Empty = 0,

    /// <summary>An Inform.</summary>
    Inform,

    /// <summary>Any other request.</summary>
    Request,

    /// <summary>A response or a fault.</summary>
    Answer,
}
