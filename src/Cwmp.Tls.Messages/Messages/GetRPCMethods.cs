// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks which RPCs the other side supports, in either direction (TR-069 §A.3.1.1).</summary>
public sealed record GetRPCMethods : CwmpRequest<GetRPCMethodsResponse>
{
    /// <inheritdoc/>
    public override string MethodName => nameof(GetRPCMethods);
}
