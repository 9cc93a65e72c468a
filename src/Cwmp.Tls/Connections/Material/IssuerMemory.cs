// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// Remembers the intermediate certificates of chains that were accepted, by the issuer (name and key) of the leaf. A ticket holds the leaf
/// alone, so on a resumed handshake they are all there is to judge it with. Bounded, least recently used goes first; thread-safe.
/// </summary>
internal sealed class IssuerMemory
{
    /// <summary>How many issuers are remembered. A fleet has as many device CAs, not as many as devices.</summary>
    public const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _recent = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Call with chains that were accepted, and only those: a refused peer must not choose what others are judged with.</summary>
    public void Remember(ReadOnlyMemory<byte> leaf, IReadOnlyList<ReadOnlyMemory<byte>> others)
    {
        if (others.Count == 0 || KeyOf(leaf) is not string key)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
                if (!SameChain(node.Value.Others, others))
                {
                    node.Value = new Entry(key, others);
                }

                return;
            }

            _entries.Add(key, _recent.AddFirst(new Entry(key, others)));
            if (_entries.Count > Capacity)
            {
                _entries.Remove(_recent.Last!.Value.Key);
                _recent.RemoveLast();
            }
        }
    }

    /// <summary>The intermediates last seen with a leaf of the same issuer and key; empty where there is none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Recall(ReadOnlyMemory<byte> leaf)
    {
        if (KeyOf(leaf) is not string key)
        {
            return [];
        }

        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return [];
            }

            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Others;
        }
    }

    // The name alone is not enough: a CA that changed its key has two certificates of one name.
    private static string? KeyOf(ReadOnlyMemory<byte> certificate)
    {
        if (!CertificateParser.TryParse(certificate, out ParsedCertificate? leaf, out _))
        {
            return null;
        }

        string name = Convert.ToBase64String(leaf!.Bytes(leaf.Issuer));
        return name + ':' + Convert.ToBase64String(leaf.Bytes(leaf.Extensions.AuthorityKeyIdentifier));
    }

    private static bool SameChain(IReadOnlyList<ReadOnlyMemory<byte>> a, IReadOnlyList<ReadOnlyMemory<byte>> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!a[i].Span.SequenceEqual(b[i].Span))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Entry(string Key, IReadOnlyList<ReadOnlyMemory<byte>> Others);
}
