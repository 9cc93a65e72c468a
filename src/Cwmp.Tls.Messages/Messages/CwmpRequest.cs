// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A call of an RPC, in either direction.</summary>
public abstract record CwmpRequest : CwmpMessage
{
    private protected CwmpRequest()
    {
    }

    /// <inheritdoc/>
    public sealed override CwmpMessageKind Kind => CwmpMessageKind.Request;

    /// <inheritdoc/>
    public sealed override string ElementName => MethodName;

    /// <summary>Whether <paramref name="message"/> can be the answer to this request: its response, or a fault.</summary>
    /// <param name="message">What the peer sent.</param>
    public bool IsAnsweredBy(CwmpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Kind == CwmpMessageKind.Fault || (message.Kind == CwmpMessageKind.Response && Accepts(message));
    }

    // Whether a response is the one of this request, in name and in type.
    private protected abstract bool Accepts(CwmpMessage response);
}
