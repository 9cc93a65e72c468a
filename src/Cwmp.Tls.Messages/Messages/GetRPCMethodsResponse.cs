// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetRPCMethods.</summary>
public sealed record GetRPCMethodsResponse : CwmpResponse
{
    /// <summary>The names of the RPCs that may be called, vendor RPCs included.</summary>
    public required IReadOnlyList<string> MethodList
    {
        get;
        init => field = EquatableList<string>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetRPCMethods);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetRPCMethodsResponse);
}
