// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>A ScheduleInform that has not come due.</summary>
internal sealed record CpeScheduledInform(string CommandKey, CpeDeadline Deadline);
