// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>Takes what the peer showed out of the platform's callback arguments, which live no longer than the callback.</summary>
#pragma warning disable RS0030 // X509Chain is what SslStream brings the certificates in; it is asked for nothing else.
internal static class PlatformChain
{
    public static PresentedChain Read(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            return PresentedChain.None;
        }

        ReadOnlyMemory<byte> leaf = certificate.RawDataMemory;
        if (chain is null || chain.ChainPolicy.ExtraStore.Count == 0)
        {
            return new PresentedChain(leaf, []);
        }

        // The store holds the peer's whole list; on a client that includes the leaf.
        X509Certificate2Collection store = chain.ChainPolicy.ExtraStore;
        var others = new List<ReadOnlyMemory<byte>>(store.Count);
        foreach (X509Certificate2 other in store)
        {
            ReadOnlyMemory<byte> der = other.RawDataMemory;
            if (!der.Span.SequenceEqual(leaf.Span))
            {
                others.Add(der);
            }
        }

        return new PresentedChain(leaf, others);
    }
}
