// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>The typed form that the codecs fill in. A message without arguments needs no method here.</summary>
internal abstract class RpcCodec<TRequest, TResponse> : RpcCodec
    where TRequest : CwmpRequest<TResponse>
    where TResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => CwmpMethod.Of<TRequest>().Name;

    /// <inheritdoc/>
    public sealed override Type RequestType => typeof(TRequest);

    /// <inheritdoc/>
    public sealed override Type ResponseType => typeof(TResponse);

    public sealed override CwmpMessage Read(ref SoapReader reader, bool isResponse) =>
        isResponse ? ReadResponse(ref reader) : ReadRequest(ref reader);

    public sealed override void Write(ref SoapWriter writer, CwmpMessage message)
    {
        if (message is TRequest request)
        {
            WriteRequest(ref writer, request);
        }
        else
        {
            WriteResponse(ref writer, (TResponse)message);
        }
    }

    protected abstract TRequest ReadRequest(ref SoapReader reader);

    protected abstract TResponse ReadResponse(ref SoapReader reader);

    protected virtual void WriteRequest(ref SoapWriter writer, TRequest request)
    {
    }

    protected virtual void WriteResponse(ref SoapWriter writer, TResponse response)
    {
    }
}
