// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.State;

/// <summary>A ChangeDUState that is not finished: its operations, the results so far, and how often the current one was begun.</summary>
internal sealed class CpeOperationBatch(ChangeDUState request, CpeDeadline deadline)
{
    /// <summary>Annex H: an operation is finished, or reported as failed, within 24 hours.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(24);

    public ChangeDUState Request { get; } = request;

    public CpeDeadline Deadline { get; } = deadline;

    public List<OpResultStruct> Results { get; } = [];

    public int Attempts { get; set; }

    public bool IsFinished => Results.Count == Request.Operations.Count;
}
