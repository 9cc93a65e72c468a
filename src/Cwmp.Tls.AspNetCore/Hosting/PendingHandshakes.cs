// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// Bounds the handshakes in progress, in all and by address. When there is no room the one that gives way is the oldest of those that have sent nothing, or
/// else the oldest: whoever holds connections open loses them, whoever comes anew gets in. Thread-safe.
/// </summary>
internal sealed class PendingHandshakes(int most, int mostPerAddress)
{
    // How far to look for a silent one before the oldest goes: entering stays cheap under a flood.
    private const int MaxLook = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<PendingHandshake> _all = [];
    private readonly Dictionary<string, LinkedList<PendingHandshake>> _byAddress = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Takes a place.</summary>
    /// <param name="handshake">The newcomer.</param>
    /// <param name="pushedOut">The one that had to go; the caller closes it.</param>
    /// <returns>Whether one had to.</returns>
    public bool Enter(PendingHandshake handshake, [NotNullWhen(true)] out PendingHandshake? pushedOut)
    {
        lock (_lock)
        {
            _byAddress.TryGetValue(handshake.Address, out LinkedList<PendingHandshake>? ofAddress);
            pushedOut = ofAddress?.Count >= mostPerAddress ? Choose(ofAddress) : _all.Count >= most ? Choose(_all) : null;
            if (pushedOut is not null)
            {
                Remove(pushedOut);
            }

            // Looked up anew: removing the last of an address removes its list.
            if (!_byAddress.TryGetValue(handshake.Address, out ofAddress))
            {
                _byAddress.Add(handshake.Address, ofAddress = []);
            }

            handshake.Place = _all.AddLast(handshake);
            handshake.PlaceOfAddress = ofAddress.AddLast(handshake);
            return pushedOut is not null;
        }
    }

    public void MarkSpoken(PendingHandshake handshake)
    {
        lock (_lock)
        {
            handshake.HasSpoken = true;
        }
    }

    /// <summary>Gives the place back; a second time does nothing.</summary>
    /// <returns>Whether it still had one.</returns>
    public bool Leave(PendingHandshake handshake)
    {
        lock (_lock)
        {
            bool hadPlace = handshake.Place is not null;
            Remove(handshake);
            return hadPlace;
        }
    }

    private static PendingHandshake Choose(LinkedList<PendingHandshake> handshakes)
    {
        LinkedListNode<PendingHandshake>? node = handshakes.First;
        for (int i = 0; i < MaxLook && node is not null; i++, node = node.Next)
        {
            if (!node.Value.HasSpoken)
            {
                return node.Value;
            }
        }

        return handshakes.First!.Value;
    }

    private void Remove(PendingHandshake handshake)
    {
        if (handshake.Place is null)
        {
            return;
        }

        _all.Remove(handshake.Place);
        handshake.Place = null;
        LinkedList<PendingHandshake> ofAddress = _byAddress[handshake.Address];
        ofAddress.Remove(handshake.PlaceOfAddress!);
        if (ofAddress.Count == 0)
        {
            _byAddress.Remove(handshake.Address);
        }
    }
}
