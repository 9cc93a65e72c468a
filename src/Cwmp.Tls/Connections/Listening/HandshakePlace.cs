// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>One place for a running handshake. What is not readable from outside belongs to <see cref="HandshakePlaces"/>.</summary>
#pragma warning disable CA1001 // Without a timer or wait handle the source holds nothing, and disposing it would race with giving up.
internal sealed class HandshakePlace(SessionTransport transport, long since)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _givenUp = new();

    public SessionTransport Transport => transport;

    /// <summary>Whether the session has a whole ClientHello; set once the session exists.</summary>
    public Func<bool>? HasClientHello { get; set; }

    /// <summary>Fires when the place goes to somebody else.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Whose share the place counts towards; null where the address is not known, or is a balancer's.</summary>
    public string? Address { get; set; }

    /// <summary>When the place was asked for, as the clock's timestamp.</summary>
    public long Since => since;

    /// <summary>Where it stands among all; null while it has no place.</summary>
    public LinkedListNode<HandshakePlace>? Node { get; set; }

    /// <summary>Where it stands among those of its address.</summary>
    public LinkedListNode<HandshakePlace>? NodeOfAddress { get; set; }

    /// <summary>Whether the peer has sent anything.</summary>
    public bool HasSpoken => transport.Tap.HasReceived;

    /// <summary>
    /// Whether this side is waiting for the peer. Bytes that wait to be read count as an answer: on a busy machine it is this side that is
    /// slow, and a fleet that comes back after a power cut must not push itself out.
    /// </summary>
    public bool IsAwaitingPeer => transport.Tap.Awaiting is not null && !transport.HasUnreadBytes;

    /// <summary>
    /// Whether a peer that has spoken keeps this side waiting: its ClientHello is not whole, or it has not answered for as long.
    /// </summary>
    public bool IsSlow(TimeSpan patience) =>
        !transport.HasUnreadBytes && (HasClientHello?.Invoke() != true || transport.Tap.Awaiting >= patience);

    public void GiveUp() => _givenUp.Cancel();
}
