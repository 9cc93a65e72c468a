// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// Bounds the handshakes in progress, in all and by address. When there is no room, a peer that keeps this side waiting gives way to the
/// newcomer: the one that has been silent longest, else one that has been slow for <see cref="Patience"/>. An address pushes out its own
/// before it takes from others. Where everybody gets on, newcomers wait in turn: pushing out handshakes that progress would waste what they
/// have cost, and a fleet that comes back at once would never get in. Thread-safe.
/// </summary>
internal sealed class HandshakePlaces(int capacity, int capacityOfAddress, TimeProvider time)
{
    /// <summary>
    /// How long a peer that has begun may keep this side waiting while others want its place. A ClientHello fits into one or two packets;
    /// who sends it byte by byte, or stops after it, wants to hold the place.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // While somebody waits for a place, those that have one are looked at this often.
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly HandshakeLine _all = new(isOfAddress: false);
    private readonly Dictionary<string, HandshakeLine> _addresses = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiter> _waiting = [];
    private ITimer? _timer;
    private TaskCompletionSource? _room;

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

    public int CountOf(string address)
    {
        lock (_lock)
        {
            return _addresses.TryGetValue(address, out HandshakeLine? line) ? line.Count : 0;
        }
    }

    /// <summary>Takes a place, or waits for one.</summary>
    /// <param name="transport">The newcomer.</param>
    /// <param name="address">Whose share it counts towards; null counts towards nobody's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place; null where too many are waiting already.</returns>
    public async ValueTask<HandshakePlace?> EnterAsync(SessionTransport transport, string? address, CancellationToken cancellationToken)
    {
        var place = new HandshakePlace(transport, time.GetTimestamp()) { Address = address };
        HandshakePlace? idle;
        LinkedListNode<Waiter>? waiter = null;
        lock (_lock)
        {
            if (!TryEnter(place, out idle))
            {
                if (_waiting.Count >= capacity)
                {
                    return null;
                }

                waiter = _waiting.AddLast(new Waiter(place));
                _timer ??= time.CreateTimer(static places => ((HandshakePlaces)places!).Look(), this, LookTime, LookTime);
            }
        }

        idle?.GiveUp();
        if (waiter is not null)
        {
            await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
        }

        return place;
    }

    /// <summary>Waits until newcomers would not be turned away for the number of those that wait.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Count < capacity)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Counts a place towards the share of an address that has become known only now.</summary>
    /// <returns>False where that share is used up by handshakes that get on.</returns>
    public bool TryAssign(HandshakePlace place, string address)
    {
        HandshakePlace? idle = null;
        lock (_lock)
        {
            if (place.Node is null)
            {
                return true; // Pushed out meanwhile, and about to end.
            }

            if (IsFull(address, out HandshakeLine? line))
            {
                idle = line!.FindIdle(time, Patience);
                if (idle is null)
                {
                    return false;
                }

                Remove(idle);
            }

            place.Address = address;
            AddToAddress(place);
        }

        idle?.GiveUp();
        return true;
    }

    /// <summary>Gives the place back; a second time, or after being pushed out, does nothing.</summary>
    public void Leave(HandshakePlace place)
    {
        lock (_lock)
        {
            if (place.Node is not null)
            {
                Remove(place);
                AdmitToFreePlaces();
            }
        }
    }

    private bool TryEnter(HandshakePlace place, out HandshakePlace? idle)
    {
        idle = null;
        bool isAddressFull = IsFull(place.Address, out HandshakeLine? line);
        if (isAddressFull || _all.Count >= capacity)
        {
            idle = (isAddressFull ? line! : _all).FindIdle(time, Patience);
            if (idle is null)
            {
                return false;
            }

            Remove(idle);
        }

        Add(place);
        return true;
    }

    private bool IsFull(string? address, out HandshakeLine? line)
    {
        line = null;
        return address is not null && _addresses.TryGetValue(address, out line) && line.Count >= capacityOfAddress;
    }

    private void Add(HandshakePlace place)
    {
        _all.Add(place);
        if (place.Address is not null)
        {
            AddToAddress(place);
        }
    }

    private void AddToAddress(HandshakePlace place)
    {
        // Looked up again: removing the last of an address removes its line.
        if (!_addresses.TryGetValue(place.Address!, out HandshakeLine? line))
        {
            _addresses.Add(place.Address!, line = new HandshakeLine(isOfAddress: true));
        }

        line.Add(place);
    }

    private void Remove(HandshakePlace place)
    {
        _all.Remove(place);
        if (place.NodeOfAddress is not null)
        {
            HandshakeLine line = _addresses[place.Address!];
            line.Remove(place);
            if (line.Count == 0)
            {
                _addresses.Remove(place.Address!);
            }
        }
    }

    private async Task WaitAsync(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (waiter.List is not null)
                {
                    Dequeue(waiter);
                }
            }

            Leave(waiter.Value.Place);
            throw;
        }
    }

    // In turn; one whose address has used up its share lets others pass.
    private void AdmitToFreePlaces()
    {
        LinkedListNode<Waiter>? next;
        for (LinkedListNode<Waiter>? waiter = _waiting.First; waiter is not null && _all.Count < capacity; waiter = next)
        {
            next = waiter.Next;
            if (!IsFull(waiter.Value.Place.Address, out _))
            {
                Add(waiter.Value.Place);
                Admit(waiter);
            }
        }
    }

    private void Look()
    {
        List<HandshakePlace> idles = [];
        lock (_lock)
        {
            LinkedListNode<Waiter>? next;
            bool isNobodyIdle = false;
            for (LinkedListNode<Waiter>? waiter = _waiting.First; waiter is not null; waiter = next)
            {
                next = waiter.Next;
                bool asksAddress = IsFull(waiter.Value.Place.Address, out _);
                if (!asksAddress && isNobodyIdle)
                {
                    continue;
                }

                if (TryEnter(waiter.Value.Place, out HandshakePlace? idle))
                {
                    Admit(waiter);
                    if (idle is not null)
                    {
                        idles.Add(idle);
                    }
                }
                else if (!asksAddress)
                {
                    isNobodyIdle = true;
                }
            }
        }

        idles.ForEach(static idle => idle.GiveUp());
    }

    private void Admit(LinkedListNode<Waiter> waiter)
    {
        Dequeue(waiter);
        waiter.Value.SetResult();
    }

    private void Dequeue(LinkedListNode<Waiter> waiter)
    {
        _waiting.Remove(waiter);
        _room?.TrySetResult();
        _room = null;
        if (_waiting.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Somebody in the queue; done when it has its place.</summary>
    private sealed class Waiter(HandshakePlace place)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public HandshakePlace Place { get; } = place;
    }
}
