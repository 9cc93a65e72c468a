// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>A time window of a ScheduleDownload.</summary>
internal sealed record CpeTimeWindow(CpeDeadline Start, CpeDeadline End, string Mode, string UserMessage, int MaxRetries);
