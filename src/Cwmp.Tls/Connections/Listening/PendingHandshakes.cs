// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Listening;

/// <summary>One place for a running handshake.</summary>
#pragma warning disable CA1001 // Without a timer or wait handle the source holds nothing, and disposing it would race with giving up.
internal sealed class PendingHandshake
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _givenUp = new();

    /// <summary>Set once the session exists.</summary>
    public CwmpTlsSession? Session { get; set; }

    /// <summary>Fires when the place goes to somebody else.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    public LinkedListNode<PendingHandshake>? Node { get; set; }

    /// <summary>Whether the peer has sent nothing yet.</summary>
    public bool IsSilent => Session is not { HasReceivedBytes: true };

    public void GiveUp() => _givenUp.Cancel();
}

/// <summary>The bounded set of running handshakes, oldest first. Thread-safe.</summary>
internal sealed class PendingHandshakes(int capacity)
{
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

    /// <summary>Takes a place; waits where all are taken by peers that are not silent.</summary>
    public async Task<PendingHandshake> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            PendingHandshake? silent = null;
            lock (_lock)
            {
                if (_places.Count < capacity)
                {
                    var place = new PendingHandshake();
                    place.Node = _places.AddLast(place);
                    return place;
                }

                for (LinkedListNode<PendingHandshake>? node = _places.First; node is not null && silent is null; node = node.Next)
                {
                    silent = node.Value.IsSilent && !node.Value.GivenUp.IsCancellationRequested ? node.Value : null;
                }

                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            silent?.GiveUp();

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
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
}
