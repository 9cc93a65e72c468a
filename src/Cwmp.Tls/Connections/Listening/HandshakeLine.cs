// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// Running handshakes in the order in which they came: all of them, or those of one address. Knows which of them should give way. Not
/// thread-safe.
/// </summary>
internal sealed class HandshakeLine(bool isOfAddress)
{
    // How far to look for one that can give way: entering stays cheap under a flood.
    private const int MaxLook = 64;

    private readonly LinkedList<HandshakePlace> _silent = [];
    private readonly LinkedList<HandshakePlace> _spoken = [];

    public int Count => _silent.Count + _spoken.Count;

    public void Add(HandshakePlace place) => SetNode(place, _silent.AddLast(place));

    public void Remove(HandshakePlace place)
    {
        LinkedListNode<HandshakePlace> node = NodeOf(place)!;
        node.List!.Remove(node);
        SetNode(place, null);
    }

    /// <summary>
    /// The peer that has been silent longest; else one that has spoken and kept this side waiting for longer than is patient. Null where
    /// all get on.
    /// </summary>
    public HandshakePlace? FindIdle(TimeProvider time, TimeSpan patience)
    {
        int looks = 0;
        LinkedListNode<HandshakePlace>? next;
        for (LinkedListNode<HandshakePlace>? node = _silent.First; node is not null && looks < MaxLook; node = next)
        {
            next = node.Next;
            if (node.Value.HasSpoken)
            {
                _silent.Remove(node);
                _spoken.AddLast(node);
            }
            else if (node.Value.IsAwaitingPeer)
            {
                return node.Value;
            }
            else
            {
                looks++;
            }
        }

        looks = 0;
        for (LinkedListNode<HandshakePlace>? node = _spoken.First; node is not null && looks < MaxLook; node = node.Next, looks++)
        {
            if (time.GetElapsedTime(node.Value.Since) >= patience && node.Value.IsSlow(patience))
            {
                return node.Value;
            }
        }

        return null;
    }

    private LinkedListNode<HandshakePlace>? NodeOf(HandshakePlace place) => isOfAddress ? place.NodeOfAddress : place.Node;

    private void SetNode(HandshakePlace place, LinkedListNode<HandshakePlace>? node)
    {
        if (isOfAddress)
        {
            place.NodeOfAddress = node;
        }
        else
        {
            place.Node = node;
        }
    }
}
