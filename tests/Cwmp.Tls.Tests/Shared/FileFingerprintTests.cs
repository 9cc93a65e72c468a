// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Shared;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Shared;

/// <summary>What counts as another content, and that looking never waits and never throws.</summary>
public sealed class FileFingerprintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(999_999)]
    public void Changed_octet_at_either_end_of_a_long_file_is_seen_without_another_time(int position)
    {
        byte[] content = new byte[1_000_000];
        string path = Write(content);
        byte[] before = FileFingerprint.Of([path]);

        content[position] ^= 1;
        Write(content);

        FileFingerprint.Of([path]).SequenceEqual(before).Should().Be(position == 70_000, "in between the time of writing has to tell");
    }

    [Fact]
    public void Time_tells_of_long_files_and_says_nothing_of_short_ones()
    {
        string path = Write(new byte[1_000_000]);
        byte[] longer = FileFingerprint.Of([path]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(1));
        bool isLongerSame = FileFingerprint.Of([path]).SequenceEqual(longer);
        Write(new byte[1000]);
        byte[] shorter = FileFingerprint.Of([path]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(2));

        isLongerSame.Should().BeFalse();
        FileFingerprint.Of([path]).Should().Equal(shorter);
    }

    [Fact]
    public void Files_come_and_go_and_move_between_names()
    {
        string a = _folder.Write("a", "1");
        string b = _folder.File("b");
        byte[] onlyA = FileFingerprint.Of([a, b]);

        File.Move(a, b);

        FileFingerprint.Of([a, b]).Should().NotEqual(onlyA);
        FileFingerprint.Of([_folder.Path]).Should().NotEqual(FileFingerprint.Of([a]));
        FileFingerprint.Of([_folder.File("no/such/folder")]).Should().HaveCount(32);
    }

    [Fact]
    public async Task Named_pipe_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs mkfifo");
        }

        string pipe = _folder.File("pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        byte[] fingerprint = await Task.Run(() => FileFingerprint.Of([pipe])).WaitAsync(TimeSpan.FromSeconds(60));

        fingerprint.Should().HaveCount(32);
    }

    [Fact]
    public void Loop_of_links_is_nothing_to_read()
    {
        File.CreateSymbolicLink(_folder.File("a"), "b");
        File.CreateSymbolicLink(_folder.File("b"), "a");

        FileFingerprint.Of([_folder.File("a")]).Should().HaveCount(32);
    }

    public void Dispose() => _folder.Dispose();

    // Always at the same time.
    private string Write(byte[] content)
    {
        string path = _folder.Write("long", content);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        return path;
    }
}
