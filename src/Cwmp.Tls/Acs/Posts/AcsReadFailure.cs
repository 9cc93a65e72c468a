// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>How a body that could not be read is to be answered.</summary>
internal readonly record struct AcsReadFailure
{
    /// <summary>Whether it was over the limit on its size.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>The fault, where SOAP has one for what is wrong; null where HTTP has to say it.</summary>
    public CwmpFault? Fault { get; init; }

    /// <summary>The ID the fault carries back.</summary>
    public string? MessageId { get; init; }
}
