// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetOptions.</summary>
public sealed record GetOptionsResponse : CwmpResponse
{
    /// <summary>The options.</summary>
    public required IReadOnlyList<OptionStruct> OptionList
    {
        get;
        init => field = EquatableList<OptionStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetOptions);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetOptionsResponse);
}
