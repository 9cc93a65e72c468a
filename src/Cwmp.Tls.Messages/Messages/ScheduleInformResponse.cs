// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to ScheduleInform.</summary>
public sealed record ScheduleInformResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => "ScheduleInform";

    /// <inheritdoc/>
    public override string ElementName => "ScheduleInformResponse";
}
