// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe;

namespace Cwmp.Tls.Tests.Cpe.State;

public sealed class DirectoryCpeStateStoreTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cpe-state-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task What_was_saved_is_loaded_by_the_next_process()
    {
        using (DirectoryCpeStateStore store = new(_directory))
        {
            (await store.LoadAsync(Cancelled)).Should().BeEquivalentTo(CpeStoredState.None);
            await store.SaveAsync("one"u8.ToArray(), Cancelled);
            await store.SaveAsync("two"u8.ToArray(), Cancelled);
            await store.SaveAsync("three"u8.ToArray(), Cancelled);
        }

        using DirectoryCpeStateStore next = new(_directory);
        CpeStoredState loaded = await next.LoadAsync(Cancelled);

        Encoding.ASCII.GetString(loaded.State.Span).Should().Be("three");
        loaded.Generation.Should().Be(3);
        loaded.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Files_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are a Unix notion");
            return;
        }

        using DirectoryCpeStateStore store = new(_directory);
        await store.SaveAsync("secret"u8.ToArray(), Cancelled);

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (string path in Directory.GetFiles(_directory, "state-*").Append(_directory))
        {
            (File.GetUnixFileMode(path) & others).Should().Be(UnixFileMode.None);
        }
    }

    [Fact]
    public async Task Second_process_on_the_same_directory_is_refused()
    {
        using DirectoryCpeStateStore store = new(_directory);
        await store.LoadAsync(Cancelled);

        using DirectoryCpeStateStore second = new(_directory);
        Func<Task> load = async () => await second.LoadAsync(Cancelled);

        await load.Should().ThrowAsync<IOException>().WithMessage("*in use by another process*");
    }

    [Fact]
    public async Task Use_after_dispose_is_a_clear_error()
    {
        DirectoryCpeStateStore store = new(_directory);
        store.Dispose();

        Func<Task> save = async () => await store.SaveAsync("x"u8.ToArray(), Cancelled);

        await save.Should().ThrowAsync<ObjectDisposedException>();
    }
}
