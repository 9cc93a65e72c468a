// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>A remark of the recorder on a frame without content of its own, such as a FIN in the middle of a record.</summary>
public sealed record NoteDetails : HandshakeDetails
{
    internal NoteDetails()
    {
    }

    /// <summary>The remark.</summary>
    public string Note { get; internal init; } = "";

    internal override int Weight => WeightOf(Note);

    private protected override string Describe() => Note;
}
