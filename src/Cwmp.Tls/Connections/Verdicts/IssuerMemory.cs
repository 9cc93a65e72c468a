// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;

namespace Cwmp.Tls.Connections.Verdicts;

/// <summary>
/// Remembers the intermediate certificates of chains that were accepted, by the leaf's issuer. A ticket holds the leaf alone, so on a
/// resumed handshake they are all there is to judge it with. Bounded, least recently used goes first; thread-safe.
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

    /// <summary>The intermediates last seen with a leaf of the same issuer; empty where there is none.</summary>
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

    // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber, signature, issuer, … } … } (RFC 5280 §4.1)
    private static string? KeyOf(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            AsnReader tbs = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (tbs.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 0 })
            {
                tbs.ReadEncodedValue();
            }

            tbs.ReadEncodedValue();
            tbs.ReadEncodedValue();
            return Convert.ToBase64String(tbs.ReadEncodedValue().Span);
        }
        catch (AsnContentException)
        {
            return null;
        }
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
