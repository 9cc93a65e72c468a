// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>A ScheduleInform that has not come due.</summary>
internal sealed record CpeScheduledInform(string CommandKey, CpeDeadline Deadline);
