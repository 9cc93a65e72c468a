// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.Connections.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Connections.Listening;

public sealed class HandshakePlacesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<IDisposable> _owned = [];

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    [Fact]
    public async Task Oldest_silent_one_gives_way_before_one_that_has_spoken()
    {
        var places = new HandshakePlaces(3, 3, _time);
        Guest first = await EnterAsync(places, "a");
        Guest second = await EnterAsync(places, "b");
        Guest third = await EnterAsync(places, "c");
        await first.SpeakAsync();

        await EnterAsync(places, "d");

        (first.IsGivenUp, second.IsGivenUp, third.IsGivenUp).Should().Be((false, true, false));
        places.Count.Should().Be(3);
    }

    [Fact]
    public async Task Newcomer_waits_when_all_have_spoken_and_none_is_slow()
    {
        var places = new HandshakePlaces(2, 2, _time);
        Guest first = await EnterAsync(places, "a");
        Guest second = await EnterAsync(places, "b");
        await first.SpeakAsync();
        await second.SpeakAsync();
        Task<Guest> third = EnterAsync(places, "c");
        third.IsCompleted.Should().BeFalse();

        places.Leave(second.Place!);

        (await third.WaitAsync(TlsWorld.Ceiling)).Place.Should().NotBeNull();
        first.IsGivenUp.Should().BeFalse("pushing out a handshake that gets on wastes what it has cost");
        places.Count.Should().Be(2);
    }

    [Fact]
    public async Task One_that_has_spoken_and_keeps_this_side_waiting_gives_way_in_time()
    {
        var places = new HandshakePlaces(2, 2, _time);
        Guest first = await EnterAsync(places, "a");
        Guest second = await EnterAsync(places, "b");
        await first.SpeakAsync();
        await second.SpeakAsync();
        Task<Guest> third = EnterAsync(places, "c");

        _time.Advance(HandshakePlaces.Patience);

        (await third.WaitAsync(TlsWorld.Ceiling)).Place.Should().NotBeNull();
        (first.IsGivenUp, second.IsGivenUp).Should().Be((true, false));
    }

    [Fact]
    public async Task Peer_whose_bytes_wait_to_be_read_is_not_silent()
    {
        var places = new HandshakePlaces(1, 1, _time);
        Guest first = await EnterAsync(places, "a");
        await first.SendAsync();

        Task<Guest> second = EnterAsync(places, "b");
        _time.Advance(HandshakePlaces.Patience);

        (first.IsGivenUp, second.IsCompleted).Should().Be((false, false));
        places.Leave(first.Place!);
        (await second.WaitAsync(TlsWorld.Ceiling)).Place.Should().NotBeNull();
    }

    [Fact]
    public async Task Peer_that_nobody_has_begun_to_read_is_not_silent()
    {
        var places = new HandshakePlaces(1, 1, _time);
        Guest first = await EnterAsync(places, "a", reads: false);

        Task<Guest> second = EnterAsync(places, "b");

        (first.IsGivenUp, second.IsCompleted).Should().Be((false, false));
        places.Leave(first.Place!);
        await second.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public async Task Address_pushes_out_its_own_before_it_takes_from_others()
    {
        var places = new HandshakePlaces(4, 2, _time);
        Guest good = await EnterAsync(places, "good");
        Guest[] bad = await EnterAsync(places, "bad", count: 4);

        bad.Select(guest => guest.IsGivenUp).Should().Equal(true, true, false, false);
        good.IsGivenUp.Should().BeFalse();
        places.Count.Should().Be(3);
    }

    [Fact]
    public async Task Address_that_waits_for_its_own_lets_others_pass()
    {
        var places = new HandshakePlaces(2, 1, _time);
        Guest first = await EnterAsync(places, "a");
        await first.SpeakAsync();
        Task<Guest> second = EnterAsync(places, "a");

        Guest other = await EnterAsync(places, "b");
        await other.SpeakAsync();
        Task<Guest> third = EnterAsync(places, "c");
        places.Leave(other.Place!);

        await third.WaitAsync(TlsWorld.Ceiling);
        second.IsCompleted.Should().BeFalse();
        places.Leave(first.Place!);
        await second.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public async Task Only_connection_of_an_address_can_be_replaced()
    {
        var places = new HandshakePlaces(4, 1, _time);
        var guests = new List<Guest>();

        for (int i = 0; i < 10; i++)
        {
            guests.Add(await EnterAsync(places, "a"));
        }

        places.Count.Should().Be(1);
        guests.Count(guest => guest.IsGivenUp).Should().Be(9);
    }

    [Fact]
    public async Task Leaving_twice_or_after_being_pushed_out_is_harmless()
    {
        var places = new HandshakePlaces(1, 1, _time);
        Guest first = await EnterAsync(places, "a");
        Guest second = await EnterAsync(places, "b");

        places.Leave(first.Place!);
        places.Count.Should().Be(1);
        places.Leave(second.Place!);
        places.Leave(second.Place!);
        places.Count.Should().Be(0);
    }

    [Fact]
    public async Task More_than_may_wait_are_turned_away()
    {
        var places = new HandshakePlaces(1, 1, _time);
        Guest first = await EnterAsync(places, "a");
        await first.SpeakAsync();
        Task waiting = places.EnterAsync(first.Transport, "b", default).AsTask();
        Task room = places.WaitForRoomAsync(default);

        (await EnterAsync(places, "c")).Place.Should().BeNull();
        room.IsCompleted.Should().BeFalse();
        places.Leave(first.Place!);

        await waiting.WaitAsync(TlsWorld.Ceiling);
        await room.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public async Task Wait_that_is_cancelled_leaves_nothing_behind()
    {
        var places = new HandshakePlaces(1, 1, _time);
        Guest first = await EnterAsync(places, "a");
        await first.SpeakAsync();
        using var cancel = new CancellationTokenSource();
        Task waiting = places.EnterAsync(first.Place!.Transport, "b", cancel.Token).AsTask();
        await cancel.CancelAsync();

        await waiting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        places.Leave(first.Place!);
        places.Count.Should().Be(0);
        (await EnterAsync(places, "c")).Place.Should().NotBeNull();
    }

    [Fact]
    public async Task Address_that_becomes_known_later_counts_from_then_on()
    {
        var places = new HandshakePlaces(8, 2, _time);
        Guest[] guests = await EnterAsync(places, null, count: 4);
        await guests[1].SpeakAsync();

        places.TryAssign(guests[0].Place!, "a").Should().BeTrue();
        places.TryAssign(guests[1].Place!, "a").Should().BeTrue();
        places.TryAssign(guests[2].Place!, "a").Should().BeTrue("the silent one of the address gives way");
        await guests[2].SpeakAsync();
        places.TryAssign(guests[3].Place!, "a").Should().BeFalse("those that are left get on");

        guests.Select(guest => guest.IsGivenUp).Should().Equal(true, false, false, false);
        places.Count.Should().Be(3);
    }

    private async Task<Guest[]> EnterAsync(HandshakePlaces places, string? address, int count)
    {
        var guests = new Guest[count];
        for (int i = 0; i < count; i++)
        {
            guests[i] = await EnterAsync(places, address);
        }

        return guests;
    }

    private async Task<Guest> EnterAsync(HandshakePlaces places, string? address, bool reads = true)
    {
        LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        _owned.Add(sockets);
        var guest = new Guest(sockets, SessionTransport.Over(sockets.Server, _time));
        if (reads)
        {
            guest.Read();
        }

        guest.Place = await places.EnterAsync(guest.Transport, address, default);
        return guest;
    }

    /// <summary>A peer with a handshake, as far as its place is concerned.</summary>
    private sealed class Guest(LoopbackSockets sockets, SessionTransport transport)
    {
        private Task<int> _reading = Task.FromResult(0);

        public SessionTransport Transport => transport;

        public HandshakePlace? Place { get; set; }

        public bool IsGivenUp => Place!.GivenUp.IsCancellationRequested;

        /// <summary>This side waits for the peer.</summary>
        public void Read() => _reading = transport.Tap.ReadAsync(new byte[16]).AsTask();

        /// <summary>The peer sends, and this side reads it and waits for more.</summary>
        public async Task SpeakAsync()
        {
            await sockets.Client.SendAsync(new byte[] { 22 });
            await _reading.WaitAsync(TlsWorld.Ceiling);
            Read();
        }

        /// <summary>The peer sends, and this side has read something else meanwhile.</summary>
        public async Task SendAsync()
        {
            await SpeakAsync();
            transport.Tap.Unread(default);
            await sockets.Client.SendAsync(new byte[] { 22 });
            await _reading.WaitAsync(TlsWorld.Ceiling);
            await sockets.Client.SendAsync(new byte[] { 22 });
            await sockets.Server.ReceiveAsync(new byte[1], SocketFlags.Peek).WaitAsync(TlsWorld.Ceiling);
        }
    }
}
