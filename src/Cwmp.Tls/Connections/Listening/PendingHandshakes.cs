// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>One place for a running handshake.</summary>
#pragma warning disable CA1001 // Without a timer or wait handle the source holds nothing, and disposing it would race with giving up.
internal sealed class PendingHandshake(Socket socket, long since)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _givenUp = new();

    /// <summary>Set once the session exists.</summary>
    public CwmpTlsSession? Session { get; set; }

    /// <summary>Fires when the place goes to somebody else.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    public LinkedListNode<PendingHandshake>? Node { get; set; }

    /// <summary>When the place was taken, as the clock's timestamp.</summary>
    public long Since => since;

    /// <summary>
    /// Whether the peer has sent nothing yet. Bytes that wait to be read count: on a busy machine it is this side that is slow, and a fleet
    /// that comes back after a power cut must not push itself out.
    /// </summary>
    public bool IsSilent => Session is not { HasReceivedBytes: true } && !HasUnreadBytes;

    /// <summary>Whether the peer has not sent a whole ClientHello yet, and nothing waits to be read.</summary>
    public bool IsWithoutHello => Session is not { HasClientHello: true } && !HasUnreadBytes;

    private bool HasUnreadBytes
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is on its way out and frees the place by itself.
                return true;
            }
        }
    }

    public void GiveUp() => _givenUp.Cancel();
}

/// <summary>The bounded set of running handshakes, oldest first. Thread-safe.</summary>
internal sealed class PendingHandshakes(int capacity, TimeProvider time)
{
    /// <summary>
    /// How long a peer that has begun its ClientHello may take to end it while others wait. The hello fits into one or two packets; who
    /// sends it byte by byte wants to hold the place.
    /// </summary>
    public static readonly TimeSpan HelloTime = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly LinkedList<PendingHandshake> _places = new();
    private TaskCompletionSource? _changed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Takes a place; waits where all are taken by peers that get on with their handshake.</summary>
    public async Task<PendingHandshake> EnterAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            PendingHandshake? idle;
            lock (_lock)
            {
                if (_places.Count < capacity)
                {
                    var place = new PendingHandshake(socket, time.GetTimestamp());
                    place.Node = _places.AddLast(place);
                    return place;
                }

                idle = FindIdle();
                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            idle?.GiveUp();
            try
            {
                await changed.WaitAsync(HelloTime, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Somebody's time for the hello may be over by now.
            }
        }
    }

    public void Leave(PendingHandshake place)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            _places.Remove(place.Node!);
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }

    /// <summary>Waits until no handshake runs.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_places.Count == 0)
                {
                    return;
                }

                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.ConfigureAwait(false);
        }
    }

    // The peer that has been silent longest; else the one that has been sending its hello longest, if that is too long.
    private PendingHandshake? FindIdle()
    {
        PendingHandshake? slow = null;
        for (LinkedListNode<PendingHandshake>? node = _places.First; node is not null; node = node.Next)
        {
            PendingHandshake place = node.Value;
            if (place.GivenUp.IsCancellationRequested)
            {
                continue;
            }

            if (place.IsSilent)
            {
                return place;
            }

            if (slow is null && time.GetElapsedTime(place.Since) >= HelloTime && place.IsWithoutHello)
            {
                slow = place;
            }
        }

        return slow;
    }
}
