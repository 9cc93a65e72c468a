// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to ScheduleInform.</summary>
public sealed record ScheduleInformResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(ScheduleInform);

    /// <inheritdoc/>
    public override string ElementName => nameof(ScheduleInformResponse);
}
