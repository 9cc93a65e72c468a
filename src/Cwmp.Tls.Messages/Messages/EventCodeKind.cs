// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The families of event codes.</summary>
public enum EventCodeKind
{
    /// <summary>A text that follows no rule of the specification.</summary>
    None = 0,

    /// <summary>A number and words, <c>0 BOOTSTRAP</c>. One such event of a kind is in an Inform at most ("single").</summary>
    Numbered,

    /// <summary>
    /// <c>M</c> and an RPC, <c>M Download</c>: the event of a command, with the command's key; there may be many ("multiple").
    /// </summary>
    Method,

    /// <summary><c>X</c>, a vendor and text of that vendor.</summary>
    Vendor,
}
