// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>An undelivered event.</summary>
/// <param name="Code">The event.</param>
/// <param name="CommandKey">The command key of an <c>M …</c> event; empty otherwise.</param>
/// <param name="Sequence">When it was raised. A new number marks that it was raised again.</param>
/// <param name="Expires">When it is dropped if it has not been delivered; null for never.</param>
internal sealed record CpeEventEntry(EventCode Code, string CommandKey, long Sequence, CpeDeadline? Expires);
