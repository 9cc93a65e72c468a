// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Authentication;

public sealed class FileCwmpCredentialStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _log = new();
    private readonly ILoggerFactory _loggers;

    public FileCwmpCredentialStoreTests() => _loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_log)));

    private string FilePath => Path.Combine(_folder.Path, "users");

    public void Dispose()
    {
        _loggers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lines_are_names_and_passwords()
    {
        using FileCwmpCredentialStore store = Store("# comment\n\n012345-Set%2DTop-1:pass:word \r\nü:ä\n");

        store.Count.Should().Be(2);
        (await FindsAsync(store, "012345-Set%2DTop-1", "pass:word ")).Should().BeTrue();
        (await FindsAsync(store, "ü", "ä")).Should().BeTrue();
        (await FindsAsync(store, "# comment", "x")).Should().BeFalse();
    }

    [Theory]
    [InlineData("good:line\nnocolon\n", "line 2")]
    [InlineData(":empty name\n", "line 1")]
    [InlineData("empty password:\n", "line 1")]
    [InlineData("a:1\n#\na:2\n", "line 3")]
    public void Wrong_lines_are_named_but_not_shown(string content, string where)
    {
        Action open = () => Store(content);

        open.Should().Throw<FormatException>().Which.Message.Should().Contain(where)
            .And.NotContainAny("nocolon", "empty name", "empty password");
    }

    [Fact]
    public void File_that_is_not_UTF8_is_refused()
    {
        File.WriteAllBytes(FilePath, [(byte)'a', (byte)':', 0xe9, (byte)'\n']);

        Action open = () => _ = new FileCwmpCredentialStore(FilePath);

        open.Should().Throw<FormatException>().WithMessage("*UTF-8*");
    }

    [Fact]
    public void Missing_file_is_reported_at_once()
    {
        Action open = () => _ = new FileCwmpCredentialStore(FilePath);

        open.Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public async Task Changes_take_effect_and_a_broken_file_keeps_the_last_good_accounts()
    {
        using FileCwmpCredentialStore store = Store("a:1\n");

        await RewriteAsync("a:2\nb:3\n");
        (await FindsAsync(store, "a", "2")).Should().BeTrue();
        await RewriteAsync("broken\n");
        (await FindsAsync(store, "b", "3")).Should().BeTrue();
        File.Delete(FilePath);
        Settle();
        (await FindsAsync(store, "b", "3")).Should().BeTrue();
        await RewriteAsync("b:4 and longer\n");
        (await FindsAsync(store, "b", "4 and longer")).Should().BeTrue();

        _log.GetSnapshot().Select(r => r.Id.Id).Should().Equal(7102, 7103, 7103, 7102);
    }

    [Fact]
    public async Task Link_that_is_swapped_to_another_file_counts_as_a_change()
    {
        // An orchestrator mounts a link to a directory of the moment and swaps that; the link beside it never changes.
        string first = Directory.CreateDirectory(Path.Combine(_folder.Path, "first")).FullName;
        string second = Directory.CreateDirectory(Path.Combine(_folder.Path, "second")).FullName;
        var written = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach ((string folder, string content) in new[] { (first, "a:1\n"), (second, "a:2\n") })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "users"), content, TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(Path.Combine(folder, "users"), written);
        }

        string current = Path.Combine(_folder.Path, "current");
        Directory.CreateSymbolicLink(current, first);
        File.CreateSymbolicLink(FilePath, Path.Combine(current, "users"));
        using var store = new FileCwmpCredentialStore(FilePath, _loggers, _time);

        Directory.Delete(current);
        Directory.CreateSymbolicLink(current, second);
        Settle();

        (await FindsAsync(store, "a", "2")).Should().BeTrue();
    }

    [Fact]
    public async Task Rewrite_of_the_same_length_and_time_counts_as_a_change()
    {
        using FileCwmpCredentialStore store = Store("a:1\n");
        DateTime written = File.GetLastWriteTimeUtc(FilePath);

        await File.WriteAllTextAsync(FilePath, "a:2\n", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(FilePath, written);
        Settle();

        (await FindsAsync(store, "a", "2")).Should().BeTrue();
    }

    [Fact]
    public async Task File_that_is_still_being_written_is_not_read()
    {
        using FileCwmpCredentialStore store = Store("a:1\nb:2\n");

        await File.WriteAllTextAsync(FilePath, "a:3\n", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await FindsAsync(store, "b", "2")).Should().BeTrue("half a file looks like a whole one");
        await File.AppendAllTextAsync(FilePath, "b:4\n", TestContext.Current.CancellationToken);
        Settle();

        (await FindsAsync(store, "a", "3")).Should().BeTrue();
        (await FindsAsync(store, "b", "4")).Should().BeTrue();
    }

    [Fact]
    public async Task Disposed_store_reads_the_file_no_more_and_keeps_its_accounts()
    {
        FileCwmpCredentialStore store = Store("a:1\n");

        store.Dispose();
        await File.WriteAllTextAsync(FilePath, "a:2\n", TestContext.Current.CancellationToken);
        Settle();

        (await FindsAsync(store, "a", "1")).Should().BeTrue();
    }

    private static async Task<bool> FindsAsync(FileCwmpCredentialStore store, string username, string password)
    {
        CwmpAccount? account = await store.FindAsync(username, TestContext.Current.CancellationToken);
        HttpAuthorization.TryParse(
            "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{username}:{password}")), out HttpAuthorization? claim)
                .Should().BeTrue();
        return new HttpAuthenticator().Verify(claim!, account?.Credential, "POST", "/") == HttpAuthenticationResult.Accepted;
    }

    private FileCwmpCredentialStore Store(string content)
    {
        File.WriteAllText(FilePath, content);
        return new FileCwmpCredentialStore(FilePath, _loggers, _time);
    }

    private async Task RewriteAsync(string content)
    {
        await File.WriteAllTextAsync(FilePath, content, TestContext.Current.CancellationToken);
        Settle();
    }

    // A changed file is read when a second look finds it as the first one did.
    private void Settle()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
    }
}
