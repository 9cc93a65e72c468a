// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Net;
using System.Text;
using Cwmp.Tls.Connections.Listening;

namespace Cwmp.Tls.Tests.Connections.Listening;

/// <summary>
/// Each rule of HAProxy's specification that a receiver has to keep; the sections are those of <c>doc/proxy-protocol.txt</c>.
/// </summary>
public sealed class ProxyHeaderParserTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";
    private const string Ipv4 = "C0000201C63364010FA001BB";
    private const string Ipv6 = "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "0FA001BB";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 4000 443\r\n", "192.0.2.1:4000", "198.51.100.1:443")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535", "255.255.255.255:65535")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 0 443\r\n", "192.0.2.1:0", "198.51.100.1:443")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 4000 443\r\n", "[2001:db8::1]:4000", "[2001:db8::2]:443")]
    [InlineData(
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    public void Version_1_names_both_ends(string line, string source, string destination)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(line), 22, 3];

        ProxyHeaderParser.Read(bytes, out ProxyHeader header, out int length, out _).Should().Be(ProxyHeaderStatus.Complete);

        header.Should().Be(new ProxyHeader(IPEndPoint.Parse(source), IPEndPoint.Parse(destination)));
        length.Should().Be(line.Length);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n")]
    [InlineData("PROXY UNKNOWN whatever it is\r\n")]
    public void Version_1_of_an_unknown_peer_names_nobody(string line) // §2.1
    {
        Read(Encoding.ASCII.GetBytes(line), out ProxyHeader header, out int length).Should().Be(ProxyHeaderStatus.Complete);

        header.Should().Be(default(ProxyHeader));
        length.Should().Be(line.Length);
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 4000\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 4000 443 1\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 4000 443\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY TCP4 3221225985 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY TCP4 acs.example 198.51.100.1 4000 443\r\n")]
    [InlineData("PROXY TCP6 fe80::1%eth0 2001:db8::2 4000 443\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::1] 2001:db8::2 4000 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 4000 0443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 4000 443 \r\n")]
    public void Version_1_that_breaks_a_rule_is_malformed(string line)
    {
        ProxyHeaderParser.Read(Encoding.ASCII.GetBytes(line), out _, out _, out string? error).Should().Be(ProxyHeaderStatus.Malformed);

        error.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Version_1_ends_within_107_bytes() // §2.1
    {
        byte[] longest = Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(105, 'x') + "\r\n");
        byte[] tooLong = Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(106, 'x') + "\r\n");

        ProxyHeaderParser.Read(longest, out _, out int length, out _).Should().Be(ProxyHeaderStatus.Complete);
        length.Should().Be(107);
        ProxyHeaderParser.Read(tooLong, out _, out _, out _).Should().Be(ProxyHeaderStatus.Malformed);
        ProxyHeaderParser.Read(tooLong.AsSpan(0, 106), out _, out _, out _).Should().Be(ProxyHeaderStatus.Incomplete);
    }

    [Theory]
    [InlineData("2111000C" + Ipv4, "192.0.2.1:4000", "198.51.100.1:443")]
    [InlineData("21210024" + Ipv6, "[2001:db8::1]:4000", "[2001:db8::2]:443")]
    [InlineData("21110010" + Ipv4 + "04000100", "192.0.2.1:4000", "198.51.100.1:443")]
    [InlineData("21110013" + Ipv4 + "02000461637331", "192.0.2.1:4000", "198.51.100.1:443")]
    public void Version_2_names_both_ends(string rest, string source, string destination)
    {
        byte[] bytes = Convert.FromHexString(Signature + rest + "1603");

        ProxyHeaderParser.Read(bytes, out ProxyHeader header, out int length, out _).Should().Be(ProxyHeaderStatus.Complete);

        header.Should().Be(new ProxyHeader(IPEndPoint.Parse(source), IPEndPoint.Parse(destination)));
        length.Should().Be(bytes.Length - 2);
    }

    [Theory]
    [InlineData("20000000")] // LOCAL
    [InlineData("2011000C" + Ipv4)] // LOCAL, whose addresses mean nothing
    [InlineData("20110003010203")] // LOCAL, whose rest is no address at all
    [InlineData("21000000")] // UNSPEC
    [InlineData("21000004DEADBEEF", true)] // UNSPEC with what is not a TLV
    [InlineData("2112000C" + Ipv4)] // UDP
    [InlineData("2110000C" + Ipv4)] // INET, protocol unspecified
    public void Version_2_that_names_no_TCP_peer_names_nobody(string rest, bool isMalformed = false) // §2.2
    {
        ProxyHeaderParser.Read(Convert.FromHexString(Signature + rest), out ProxyHeader header, out _, out _)
            .Should().Be(isMalformed ? ProxyHeaderStatus.Malformed : ProxyHeaderStatus.Complete);

        header.Should().Be(default(ProxyHeader));
    }

    [Fact]
    public void Version_2_of_a_UNIX_socket_names_nobody()
    {
        byte[] bytes = [.. Convert.FromHexString(Signature + "213100D8"), .. new byte[216], 9];

        ProxyHeaderParser.Read(bytes, out ProxyHeader header, out int length, out _).Should().Be(ProxyHeaderStatus.Complete);

        (header, length).Should().Be((default(ProxyHeader), 232));
    }

    [Theory]
    [InlineData("1111000C" + Ipv4)] // version 1 in binary
    [InlineData("3111000C" + Ipv4)] // version 3
    [InlineData("2211000C" + Ipv4)] // a command that is neither LOCAL nor PROXY
    [InlineData("2141000C" + Ipv4)] // a family that is not assigned
    [InlineData("2113000C" + Ipv4)] // a protocol that is not assigned
    [InlineData("2111000B" + "C0000201C63364010FA001")] // too short for its addresses
    [InlineData("2121000C" + Ipv4)] // the same for IPv6
    [InlineData("2111000D" + Ipv4 + "04")] // a TLV without a length
    [InlineData("2111000F" + Ipv4 + "040001")] // a TLV that runs over the end
    [InlineData("21110012" + Ipv4 + "030003AABBCC")] // a checksum of another size
    public void Version_2_that_breaks_a_rule_is_malformed(string rest)
    {
        byte[] bytes = Convert.FromHexString(Signature + rest);

        ProxyHeaderParser.Read(bytes, out _, out _, out string? error).Should().Be(ProxyHeaderStatus.Malformed);

        error.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Checksum_is_checked() // §2.2.3
    {
        byte[] bytes = Convert.FromHexString(Signature + "21110017" + Ipv4 + "04000101" + "030004" + "00000000");
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), Crc32C(bytes));

        ProxyHeaderParser.Read(bytes, out ProxyHeader header, out _, out _).Should().Be(ProxyHeaderStatus.Complete);
        header.Source.Should().Be(IPEndPoint.Parse("192.0.2.1:4000"));

        // The addresses, the value of a TLV, and the checksum itself.
        foreach (int i in Enumerable.Range(16, 12).Append(31).Concat(Enumerable.Range(35, 4)))
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Read(changed, out _, out _).Should().NotBe(ProxyHeaderStatus.Complete, $"bit 0 of byte {i} is another");
        }
    }

    [Fact]
    public void Header_is_not_longer_than_is_taken()
    {
        byte[] longest = Convert.FromHexString(Signature + "21110FF0" + Ipv4 + "040FE1").Concat(new byte[0xFE1]).ToArray();
        byte[] tooLong = Convert.FromHexString(Signature + "21110FF1" + Ipv4);

        longest.Length.Should().Be(ProxyHeaderParser.MaxLength);
        ProxyHeaderParser.Read(longest, out _, out _, out _).Should().Be(ProxyHeaderStatus.Complete);
        ProxyHeaderParser.Read(tooLong, out _, out _, out string? error)
            .Should().Be(ProxyHeaderStatus.Malformed, "it is refused before it is read");
        error.Should().Contain("4097");
    }

    [Theory]
    [InlineData("50524F585920544350342031302E302E302E312031302E302E302E32203120320D0A")]
    [InlineData(Signature + "2111000C" + Ipv4)]
    public void Header_that_is_not_whole_is_waited_for_wherever_it_is_cut(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);

        for (int cut = 0; cut < bytes.Length; cut++)
        {
            Read(bytes.AsSpan(0, cut), out _, out _).Should().Be(ProxyHeaderStatus.Incomplete, $"it is cut at {cut}");
        }

        ProxyHeaderParser.Read(bytes, out _, out _, out _).Should().Be(ProxyHeaderStatus.Complete);
    }

    [Theory]
    [InlineData("16030100")]
    [InlineData("47455420")]
    [InlineData("50524F585A")]
    [InlineData("0D0A0D0A01")]
    [InlineData("50524F58590D0A")]
    [InlineData("70726F787920")]
    public void Anything_else_is_no_header(string hex) =>
        ProxyHeaderParser.Read(Convert.FromHexString(hex), out _, out _, out _).Should().Be(ProxyHeaderStatus.Missing);

    private static ProxyHeaderStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length) =>
        ProxyHeaderParser.Read(bytes, out header, out length, out _);

    // The plain definition (RFC 3720 appendix B.4), bit by bit.
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0x82F63B78u);
            }
        }

        return ~checksum;
    }
}
