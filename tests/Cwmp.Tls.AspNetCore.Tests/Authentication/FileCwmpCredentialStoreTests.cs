// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Authentication;

public sealed class FileCwmpCredentialStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<FileCwmpCredentialStore> _logger = new();

    private string FilePath => Path.Combine(_folder.Path, "users");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_are_names_and_passwords()
    {
        FileCwmpCredentialStore store = Store("# comment\n\n012345-Set%2DTop-1:pass:word \r\nü:ä\n");

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
        FileCwmpCredentialStore store = Store("a:1\n");

        await RewriteAsync(store, "a:2\nb:3\n");
        (await FindsAsync(store, "a", "2")).Should().BeTrue();
        await RewriteAsync(store, "broken\n");
        (await FindsAsync(store, "b", "3")).Should().BeTrue();
        File.Delete(FilePath);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await FindsAsync(store, "b", "3")).Should().BeTrue();
        await RewriteAsync(store, "b:4 and longer\n");
        (await FindsAsync(store, "b", "4 and longer")).Should().BeTrue();

        _logger.Collector.GetSnapshot().Select(r => r.Id.Id).Should().Equal(7102, 7103, 7103, 7102);
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
        return new FileCwmpCredentialStore(FilePath, _logger, _time);
    }

    private async Task RewriteAsync(FileCwmpCredentialStore store, string content)
    {
        File.WriteAllText(FilePath, content);
        _time.Advance(TimeSpan.FromSeconds(2));
        await store.FindAsync("", TestContext.Current.CancellationToken);
    }
}
