// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections.Listening;

public sealed class ClientHelloScanTests
{
    private static readonly byte[] Hello = new ClientHelloBytes { ServerName = "acs.example" }.ToRecords();

    [Fact]
    public void Name_is_found_wherever_the_bytes_are_cut()
    {
        for (int cut = 0; cut <= Hello.Length; cut++)
        {
            var scan = new ClientHelloScan();

            scan.Add(Hello.AsSpan(0, cut)).Should().Be(cut < Hello.Length);
            if (cut < Hello.Length)
            {
                scan.ServerName.Should().BeEmpty();
                scan.Add(Hello.AsSpan(cut)).Should().BeFalse();
            }

            (scan.Status, scan.ServerName).Should().Be((ClientHelloStatus.Complete, "acs.example"));
            scan.Bytes.ToArray().Should().Equal(Hello);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(200)]
    public void Name_is_found_in_a_hello_of_many_records(int fragment)
    {
        byte[] records = new ClientHelloBytes { ServerName = "acs.example" }.ToRecords(fragment);
        var scan = new ClientHelloScan();

        for (int i = 0; i < records.Length; i++)
        {
            scan.Add(records.AsSpan(i, 1)).Should().Be(i < records.Length - 1);
        }

        scan.ServerName.Should().Be("acs.example");
    }

    [Fact]
    public void What_follows_the_hello_is_kept()
    {
        var scan = new ClientHelloScan();

        scan.Add([.. Hello, 23, 3, 3, 0, 1, 9]).Should().BeFalse();

        scan.ServerName.Should().Be("acs.example");
        scan.Bytes.Length.Should().Be(Hello.Length + 6);
    }

    [Fact]
    public void Hello_without_a_name_has_none()
    {
        var scan = new ClientHelloScan();

        scan.Add(new ClientHelloBytes().ToRecords());

        (scan.Status, scan.ServerName).Should().Be((ClientHelloStatus.Complete, ""));
    }

    [Theory]
    [InlineData("47455420")]
    [InlineData("1703030005")]
    [InlineData("150303000202")]
    [InlineData("16030100050200000100")]
    [InlineData("160301000002")]
    [InlineData("1603014001")]
    [InlineData("1602")]
    [InlineData("80")]
    public void Something_else_is_not_waited_for(string hex)
    {
        var scan = new ClientHelloScan();

        scan.Add(Convert.FromHexString(hex)).Should().BeFalse();

        (scan.Status, scan.ServerName).Should().Be((ClientHelloStatus.Missing, ""));
    }

    [Fact]
    public void Something_else_amid_the_hello_is_not_waited_for()
    {
        byte[] records = new ClientHelloBytes().ToRecords(50);
        var scan = new ClientHelloScan();

        scan.Add([.. records.AsSpan(0, 55), 21, 3, 3, 0, 2, 1, 0]).Should().BeFalse();

        scan.Status.Should().Be(ClientHelloStatus.Missing);
    }

    [Fact]
    public void Longest_hello_is_taken_and_a_longer_one_is_not()
    {
        byte[] longest = OfLength(ClientHelloScan.MaxLength);
        byte[] tooLong = OfLength(ClientHelloScan.MaxLength + 1);
        var taken = new ClientHelloScan();
        var refused = new ClientHelloScan();

        taken.Add(longest);
        refused.Add(tooLong.AsSpan(0, 16389));

        (taken.Status, taken.ServerName).Should().Be((ClientHelloStatus.Complete, "acs.example"));
        refused.Status.Should().Be(ClientHelloStatus.TooLong, "its first record tells");
    }

    [Fact]
    public void Small_records_cannot_take_more_memory_than_a_long_hello()
    {
        byte[] records = new ClientHelloBytes { Padding = 60_000 }.ToRecords(1);
        var scan = new ClientHelloScan();
        int given = 0;

        while (given < records.Length && scan.Add(records.AsSpan(given, Math.Min(100, records.Length - given))))
        {
            given += 100;
        }

        scan.Status.Should().Be(ClientHelloStatus.TooLong);
        scan.Bytes.Length.Should().BeLessThan(ClientHelloScan.MaxLength + (33 * 1024));
    }

    // An extension holds no more than 64 KiB, so the lengths in such a message are not right; it is its length that counts here.
    private static byte[] OfLength(int length)
    {
        byte[] hello = new ClientHelloBytes { ServerName = "acs.example" }.ToMessage();
        byte[] header = [1, (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        byte[] message = [.. header, .. hello.AsSpan(4), .. new byte[length - hello.Length + header.Length]];
        return ClientHelloBytes.ToRecords(message, 16384);
    }
}
