// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// An SSL_SESSION that is kept for resumption, and the chain the peer showed when it was made. The chain is judged again before the session
/// is resumed. Owns one reference to the SSL_SESSION; not thread-safe, its cache locks.
/// </summary>
internal sealed class StoredSession(nint session, PresentedChain chain)
{
    // What OpenSSL keeps of a session besides the certificates: keys, identifiers, the structure itself.
    private const int BaseSize = 2048;

    // A parsed certificate takes several times the octets of its encoding.
    private const int ParsedFactor = 6;

    /// <summary>What the peer showed.</summary>
    public PresentedChain Chain => chain;

    /// <summary>An estimate of the memory it holds, in octets.</summary>
    public int Size { get; } = BaseSize + (ParsedFactor * (chain.Leaf.Length + chain.Others.Sum(other => other.Length)));

    /// <summary>Gives the SSL_SESSION with a reference that the receiver owns; 0 where that fails.</summary>
    public nint AddReference() => NativeSessions.AddReference(session);

    /// <summary>Gives up the reference. Nothing else may be called afterwards.</summary>
    public void Release() => NativeSessions.Release(session);
}
