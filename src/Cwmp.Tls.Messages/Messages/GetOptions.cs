// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for the options vouchers have set (TR-069 §A.4.1.4; deprecated). ACS to CPE.</summary>
public sealed record GetOptions : CwmpRequest<GetOptionsResponse>
{
    /// <summary>The name of an option; empty for all.</summary>
    public string OptionName { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(GetOptions);
}
