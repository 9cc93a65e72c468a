// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Hosting;

namespace Cwmp.Tls.AspNetCore.Tests.Hosting;

public sealed class PendingHandshakesTests
{
    private readonly List<string> _closed = [];

    [Fact]
    public void Oldest_silent_one_gives_way_before_one_that_has_spoken()
    {
        var pending = new PendingHandshakes(3, 3);
        PendingHandshake first = Enter(pending, "a", "first");
        Enter(pending, "b", "second");
        Enter(pending, "c", "third");
        pending.MarkSpoken(first);

        Enter(pending, "d", "fourth");

        _closed.Should().Equal("second");
        pending.Count.Should().Be(3);
    }

    [Fact]
    public void Oldest_gives_way_when_all_have_spoken()
    {
        var pending = new PendingHandshakes(2, 2);
        pending.MarkSpoken(Enter(pending, "a", "first"));
        pending.MarkSpoken(Enter(pending, "b", "second"));

        Enter(pending, "c", "third");

        _closed.Should().Equal("first");
    }

    [Fact]
    public void Address_pushes_out_its_own_before_it_takes_from_others()
    {
        var pending = new PendingHandshakes(4, 2);
        Enter(pending, "good", "good");
        Enter(pending, "bad", "bad1");
        Enter(pending, "bad", "bad2");

        Enter(pending, "bad", "bad3");
        Enter(pending, "bad", "bad4");

        _closed.Should().Equal("bad1", "bad2");
        pending.Count.Should().Be(3);
    }

    [Fact]
    public void Only_connection_of_an_address_can_be_replaced()
    {
        var pending = new PendingHandshakes(4, 1);

        for (int i = 0; i < 10; i++)
        {
            Enter(pending, "a", $"{i}");
        }

        pending.Count.Should().Be(1);
        _closed.Should().HaveCount(9);
    }

    [Fact]
    public void Leaving_twice_or_after_being_pushed_out_is_harmless()
    {
        var pending = new PendingHandshakes(1, 1);
        PendingHandshake first = Enter(pending, "a", "first");
        PendingHandshake second = Enter(pending, "b", "second");

        pending.Leave(first);
        pending.Count.Should().Be(1);
        pending.Leave(second);
        pending.Leave(second);
        pending.Count.Should().Be(0);
    }

    private PendingHandshake Enter(PendingHandshakes pending, string address, string name)
    {
        var handshake = new PendingHandshake(address, () => _closed.Add(name));
        if (pending.Enter(handshake, out PendingHandshake? pushedOut))
        {
            pushedOut.Close();
        }

        return handshake;
    }
}
