// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Shared;

/// <summary>The one watch behind certificates, CRLs and the credential file.</summary>
public sealed class FileWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _inForce = [];
    private readonly List<Exception> _failures = [];
    private readonly FileWatch _watch;
    private Action _whileReading = () => { };

    public FileWatchTests()
    {
        Write("first");
        _watch = new FileWatch(
            [FilePath],
            () =>
            {
                string content = File.ReadAllText(FilePath);
                _whileReading();
                return content == "bad" ? throw new FormatException("bad") : () => _inForce.Add(content);
            },
            _failures.Add);
        _watch.Start(TimeSpan.FromSeconds(1), _time);
    }

    private string FilePath => _folder.File("watched");

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Change_is_read_as_soon_as_two_looks_find_it_the_same()
    {
        Look();
        Write("second");

        Look();
        _inForce.Should().BeEmpty();
        Look();
        Look();

        _inForce.Should().Equal("second");
    }

    [Fact]
    public void Change_that_is_taken_back_is_none()
    {
        Write("second");
        Look();
        Write("first");

        Look();
        Look();

        _inForce.Should().BeEmpty();
    }

    [Fact]
    public void File_that_changes_with_every_look_is_read_all_the_same()
    {
        for (int i = 0; i < 6; i++)
        {
            Write("change " + i);
            Look();
        }

        _inForce.Should().Equal("change 5");
    }

    [Fact]
    public void What_changed_while_it_was_read_is_not_put_in_force()
    {
        Write("second");
        Look();
        _whileReading = () =>
        {
            _whileReading = () => { };
            Write("third");
        };

        Look();
        _inForce.Should().BeEmpty("half of it may be old");
        Look();
        Look();

        _inForce.Should().Equal("third");
    }

    [Fact]
    public void Failure_is_told_once_and_the_next_change_is_read()
    {
        Write("bad");
        Look();
        Look();
        Look();
        _failures.Should().ContainSingle().Which.Should().BeOfType<FormatException>();

        Write("good");
        Look();
        Look();

        _inForce.Should().Equal("good");
        _failures.Should().ContainSingle();
    }

    [Fact]
    public void Reload_reads_at_once_and_says_whether_the_files_were_good()
    {
        _watch.Reload().Should().BeTrue();
        Write("bad");
        _watch.Reload().Should().BeFalse();
        Look();

        _inForce.Should().Equal("first");
        _failures.Should().ContainSingle();
    }

    [Fact]
    public void Second_start_changes_the_interval()
    {
        _watch.Start(TimeSpan.FromMinutes(1), _time);
        Write("second");

        Look();
        Look();
        _inForce.Should().BeEmpty();
        _time.Advance(TimeSpan.FromMinutes(1));
        Look();

        _inForce.Should().Equal(["second"], "a change is looked at again after a second");
    }

    [Fact]
    public void Disposed_watch_looks_no_more()
    {
        _watch.Dispose();
        Write("second");

        Look();
        Look();

        _inForce.Should().BeEmpty();
        _watch.Invoking(watch => watch.Start(TimeSpan.FromSeconds(1), _time)).Should().Throw<ObjectDisposedException>();
    }

    private void Look() => _time.Advance(TimeSpan.FromSeconds(1));

    private void Write(string content) => File.WriteAllText(FilePath, content);
}
