// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.ConnectionRequests;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class UdpConnectionRequestVerifierTests
{
    private const string User = "acs user/1";
    private const string Password = "pä$$word";
    private const long Now = 1_700_000_000;

    // Written down independently of the product: the layout and the signed text of TR-069 Annex G.
    private static string Datagram(
        string ts = "1700000001", string id = "77", string un = User, string cn = "c+n", string? sig = null,
            string format = "GET http://10.0.0.1:7547?{0} HTTP/1.1\r\nHost: 10.0.0.1:7547\r\n\r\n")
    {
#pragma warning disable CA5350
        sig ??= Convert.ToHexString(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Password), Encoding.UTF8.GetBytes(ts + id + un + cn)));
#pragma warning restore CA5350
        string query = $"ts={ts}&id={id}&un={Uri.EscapeDataString(un)}&cn={Uri.EscapeDataString(cn)}&sig={sig}";
        return string.Format(CultureInfo.InvariantCulture, format, query);
    }

    [Fact]
    public void Signed_datagram_is_accepted_once()
    {
        UdpConnectionRequestVerifier verifier = Verifier();

        Accepts(verifier, Datagram()).Should().BeTrue();

        Accepts(verifier, Datagram()).Should().BeFalse("it is a copy");
        verifier.LastTimestamp.Should().Be(1_700_000_001);
    }

    [Theory]
    [InlineData("GET http://10.0.0.1:7547/?{0} HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://[2001:db8::1]?{0} HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?{0} HTTP/1.0\r\n\r\n")]
    [InlineData("GET http://h?x=y&{0} HTTP/1.1\n\n")]
    public void Habits_of_senders_are_tolerated(string format) => Accepts(Verifier(), Datagram(format: format)).Should().BeTrue();

    [Fact]
    public void Order_of_parameters_and_case_of_the_signature_do_not_matter()
    {
        string[] parameters = Datagram().Split('?')[1].Split(' ')[0].Split('&');
        string reversed = string.Join('&', parameters.Reverse());

        Accepts(Verifier(), $"GET http://h?{reversed} HTTP/1.1\r\n\r\n").Should().BeTrue();
        Accepts(Verifier(), Datagram().Replace(parameters[4], parameters[4].ToLowerInvariant(), StringComparison.Ordinal))
            .Should().BeTrue();
    }

    [Fact]
    public void Only_newer_messages_with_another_id_are_accepted()
    {
        UdpConnectionRequestVerifier verifier = Verifier();

        Accepts(verifier, Datagram(ts: "1700000010", id: "5")).Should().BeTrue();
        Accepts(verifier, Datagram(ts: "1700000009", id: "6")).Should().BeFalse("it is older");
        Accepts(verifier, Datagram(ts: "1700000010", id: "7")).Should().BeFalse("it is as old");
        Accepts(verifier, Datagram(ts: "1700000011", id: "5")).Should().BeFalse("the id is the same");
        Accepts(verifier, Datagram(ts: "1700000011", id: "6")).Should().BeTrue();
    }

    [Fact]
    public void Message_from_before_a_restart_is_refused_where_the_time_stamp_was_kept()
    {
        UdpConnectionRequestVerifier before = Verifier();
        Accepts(before, Datagram()).Should().BeTrue();

        Accepts(new UdpConnectionRequestVerifier(User, Password, before.LastTimestamp), Datagram()).Should().BeFalse();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Age_can_be_limited(int seconds, bool accepted)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Now + 1 + seconds));
        var verifier = new UdpConnectionRequestVerifier(User, Password, maxAge: TimeSpan.FromMinutes(1), timeProvider: time);

        Accepts(verifier, Datagram()).Should().Be(accepted);
    }

    // The attack: digits moved from id to ts keep the signature and make the message newer than any that will ever follow.
    [Fact]
    public void Digits_moved_between_time_stamp_and_id_are_refused()
    {
        string captured = Datagram(ts: "1700000001", id: "77");
        string moved = captured.Replace("ts=1700000001&id=77", "ts=17000000017&id=7", StringComparison.Ordinal);
        string back = captured.Replace("ts=1700000001&id=77", "ts=170000000&id=177", StringComparison.Ordinal);
        UdpConnectionRequestVerifier verifier = Verifier();
        Accepts(verifier, captured).Should().BeTrue();

        Accepts(verifier, moved).Should().BeFalse();
        Accepts(Verifier(), moved).Should().BeFalse();
        Accepts(Verifier(), back).Should().BeFalse();
    }

    [Fact]
    public void Wrong_user_password_and_signature_are_refused_and_change_nothing()
    {
        UdpConnectionRequestVerifier verifier = Verifier();

        Accepts(verifier, Datagram(un: "other")).Should().BeFalse();
        Accepts(verifier, Datagram(sig: new string('0', 40))).Should().BeFalse();
        Accepts(verifier, Datagram().Replace("id=77", "id=78", StringComparison.Ordinal)).Should().BeFalse();
        Accepts(new UdpConnectionRequestVerifier(User, "other"), Datagram()).Should().BeFalse();
        Accepts(new UdpConnectionRequestVerifier(User, ""), Datagram()).Should().BeFalse();
        verifier.LastTimestamp.Should().Be(0);
        Accepts(verifier, Datagram()).Should().BeTrue();
    }

    [Fact]
    public void Empty_password_lets_nobody_in_even_with_an_empty_key()
    {
#pragma warning disable CA5350
        string signature = Convert.ToHexString(HMACSHA1.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes("170000000177c+n")));
#pragma warning restore CA5350

        Accepts(new UdpConnectionRequestVerifier("", ""), Datagram(un: "", sig: signature)).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("GET http://h HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h? HTTP/1.1\r\n\r\n")]
    [InlineData("POST http://h?{0} HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h/path?{0} HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&ts=1700000002 HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&x HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&=y HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&x=%4 HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&x=%zz HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&x=%00 HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0}&a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=0&k=1&l=2 HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://h?{0} HTTP/1.1\r\n\r\nbody")]
    [InlineData("GET http://h?{0}")]
    public void What_is_not_the_message_is_refused(string format) => Accepts(Verifier(), Datagram(format: format)).Should().BeFalse();

    [Theory]
    [InlineData("ts=1700000001", "ts=0700000001")]
    [InlineData("ts=1700000001", "ts=-170000001")]
    [InlineData("ts=1700000001&", "")]
    [InlineData("id=77", "id=-7")]
    [InlineData("id=77", "id=99999999999999999999")]
    [InlineData("id=77&", "")]
    [InlineData("&cn=c%2Bn", "")]
    [InlineData("cn=c%2Bn", "cn=c%20n")]
    public void Missing_and_malformed_parameters_are_refused(string part, string changed) =>
        Accepts(Verifier(), Datagram().Replace(part, changed, StringComparison.Ordinal)).Should().BeFalse();

    [Fact]
    public void Every_cut_and_oversize_is_refused_without_an_exception()
    {
        byte[] datagram = Encoding.ASCII.GetBytes(Datagram());
        UdpConnectionRequestVerifier verifier = Verifier();

        Enumerable.Range(0, datagram.Length - " HTTP/1.1\r\nHost: 10.0.0.1:7547\r\n\r\n".Length + 9)
            .Where(length => verifier.TryAccept(datagram.AsSpan(0, length))).Should().BeEmpty();
        Accepts(verifier, Datagram(cn: new string('c', 2048))).Should().BeFalse();
    }

    [Fact]
    public void Our_message_has_the_layout_of_the_specification()
    {
        string text = Encoding.ASCII.GetString(UdpConnectionRequestMessage.Create(Now, 42, User, "abc", Password).Format("192.0.2.1:7547"));

        text.Should().MatchRegex("^GET http://192\\.0\\.2\\.1:7547\\?ts=1700000000&id=42&un=acs%20user%2F1&cn=abc&sig=[0-9a-f]{40} " +
            "HTTP/1\\.1\r\nHost: 192\\.0\\.2\\.1:7547\r\n\r\n$");
        Accepts(Verifier(), text).Should().BeTrue();
    }

    private static UdpConnectionRequestVerifier Verifier() => new(User, Password);

    private static bool Accepts(UdpConnectionRequestVerifier verifier, string datagram) =>
        verifier.TryAccept(Encoding.Latin1.GetBytes(datagram));
}
