// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A call of an RPC whose successful answer is a <typeparamref name="TResponse"/>.</summary>
/// <typeparam name="TResponse">The type of the response.</typeparam>
public abstract record CwmpRequest<TResponse> : CwmpRequest
    where TResponse : CwmpResponse
{
    private protected CwmpRequest()
    {
    }

    private protected sealed override bool Accepts(CwmpMessage response) => response is TResponse && response.MethodName == MethodName;
}
