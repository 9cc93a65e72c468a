// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Soap;

public sealed class StringTableTests
{
    [Fact]
    public void Same_bytes_give_the_same_string()
    {
        var table = new StringTable();

        string first = table.GetOrAdd("Device.DeviceInfo.UpTime"u8);

        table.GetOrAdd("Device.DeviceInfo.UpTime"u8).Should().BeSameAs(first);
        first.Should().Be("Device.DeviceInfo.UpTime");
    }

    [Fact]
    public void Every_length_gives_the_right_string()
    {
        var table = new StringTable();
        for (int length = 0; length < 300; length++)
        {
            string text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));

            table.GetOrAdd(Encoding.ASCII.GetBytes(text)).Should().Be(text);
            table.GetOrAdd(Encoding.ASCII.GetBytes(text)).Should().Be(text);
        }
    }

    [Fact]
    public void Flood_of_names_neither_grows_the_table_nor_gives_a_wrong_string()
    {
        var table = new StringTable();
        byte[] name = Encoding.ASCII.GetBytes("Device.0000000.Name");
        for (int i = 0; i < 100_000; i++)
        {
            Encoding.ASCII.GetBytes(i.ToString("D7", System.Globalization.CultureInfo.InvariantCulture), name.AsSpan(7));
            table.GetOrAdd(name).Should().HaveLength(name.Length);
        }

        table.Count.Should().BeLessThanOrEqualTo(StringTable.Places);
        table.GetOrAdd("Device.0000042.Name"u8).Should().Be("Device.0000042.Name");
    }

    [Fact]
    public void Names_that_share_a_place_stay_apart()
    {
        var table = new StringTable();
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"Device.Hosts.Host.{i}.Active"))];

        foreach (string name in names.Concat(names))
        {
            table.GetOrAdd(Encoding.ASCII.GetBytes(name)).Should().Be(name);
        }
    }

    [Fact]
    public void Long_strings_are_not_kept()
    {
        var table = new StringTable();
        byte[] longName = Encoding.ASCII.GetBytes(new string('x', StringTable.MaxLength + 1));

        table.GetOrAdd(longName).Should().NotBeSameAs(table.GetOrAdd(longName));
        table.Count.Should().Be(0);
    }
}
