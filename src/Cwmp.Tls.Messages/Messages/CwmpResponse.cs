// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to a request that succeeded.</summary>
public abstract record CwmpResponse : CwmpMessage
{
    private protected CwmpResponse()
    {
    }

    /// <inheritdoc/>
    public sealed override CwmpMessageKind Kind => CwmpMessageKind.Response;
}
