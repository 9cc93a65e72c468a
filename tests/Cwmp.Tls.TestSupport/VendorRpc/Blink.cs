// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Serialization.Codecs;

namespace Cwmp.Tls.TestSupport.VendorRpc;

/// <summary>A vendor's RPC that has types of its own.</summary>
public sealed record Blink : CwmpRequest<BlinkResponse>
{
    /// <summary>The name of the RPC.</summary>
    public const string Name = "X_00D09E_Blink";

    /// <summary>A serializer that knows this RPC besides those of TR-069.</summary>
    public static CwmpSerializer Serializer { get; } = CwmpSerializer.Default with { Codecs = RpcCodecs.Standard.With(new BlinkCodec()) };

    /// <summary>The one argument.</summary>
    public int Times { get; init; }

    /// <inheritdoc/>
    public override string MethodName => Name;
}
