// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe.State;

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
    public async Task Mode_that_somebody_loosened_is_tight_again_after_the_next_saves()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are a Unix notion");
            return;
        }

        using DirectoryCpeStateStore store = new(_directory);
        await store.SaveAsync("one"u8.ToArray(), Cancelled);
        await store.SaveAsync("two"u8.ToArray(), Cancelled);
        foreach (string path in Directory.GetFiles(_directory, "state-*"))
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        }

        await store.SaveAsync("three"u8.ToArray(), Cancelled);
        await store.SaveAsync("four"u8.ToArray(), Cancelled);

        Directory.GetFiles(_directory, "state-*").Select(File.GetUnixFileMode)
            .Should().OnlyContain(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Both_generations_damaged_is_a_fresh_start_that_says_so()
    {
        using (DirectoryCpeStateStore store = new(_directory))
        {
            await store.SaveAsync("one"u8.ToArray(), Cancelled);
            await store.SaveAsync("two"u8.ToArray(), Cancelled);
        }

        foreach (string path in Directory.GetFiles(_directory, "state-*"))
        {
            await File.WriteAllTextAsync(path, "CwmpCpe1 and then nothing that makes sense, for more octets than a header has", Cancelled);
        }

        using DirectoryCpeStateStore next = new(_directory);
        CpeStoredState loaded = await next.LoadAsync(Cancelled);

        loaded.State.IsEmpty.Should().BeTrue();
        loaded.Problems.Should().HaveCount(2);
        Directory.GetFiles(_directory, "*.damaged").Should().HaveCount(2);
        await next.SaveAsync("three"u8.ToArray(), Cancelled);
        Encoding.ASCII.GetString((await next.LoadAsync(Cancelled)).State.Span).Should().Be("three");
    }

    [Fact]
    public async Task File_too_large_to_be_a_state_is_not_read_into_memory()
    {
        Directory.CreateDirectory(_directory);
        await using (FileStream huge = new(Path.Combine(_directory, "state-0.bin"), FileMode.Create))
        {
            huge.SetLength(StateFile.MaximumLength + 1L);
        }

        using DirectoryCpeStateStore store = new(_directory);
        long before = GC.GetTotalAllocatedBytes();
        CpeStoredState loaded = await store.LoadAsync(Cancelled);

        loaded.State.IsEmpty.Should().BeTrue();
        loaded.Problems.Should().ContainSingle().Which.Should().Contain("at most");
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(StateFile.MaximumLength / 2);
        await store.SaveAsync("one"u8.ToArray(), Cancelled);
        await store.SaveAsync("two"u8.ToArray(), Cancelled);
        Encoding.ASCII.GetString((await store.LoadAsync(Cancelled)).State.Span).Should().Be("two");
    }

    [Fact]
    public async Task Folder_that_cannot_be_one_is_a_clear_error()
    {
        await File.WriteAllTextAsync(_directory + ".file", "not a folder", Cancelled);
        using DirectoryCpeStateStore store = new(Path.Combine(_directory + ".file", "state"));

        Func<Task> load = async () => await store.LoadAsync(Cancelled);

        await load.Should().ThrowAsync<IOException>();
        File.Delete(_directory + ".file");
    }

    [Fact]
    public async Task State_that_is_whole_and_not_understood_is_put_aside_for_the_one_before_it()
    {
        using DirectoryCpeStateStore store = new(_directory);
        await store.SaveAsync("one"u8.ToArray(), Cancelled);
        await store.SaveAsync("two"u8.ToArray(), Cancelled);

        (await store.SetAsideAsync(1, Cancelled)).Should().BeFalse("only the newest can be put aside");
        (await store.SetAsideAsync(2, Cancelled)).Should().BeTrue();
        Encoding.ASCII.GetString((await store.LoadAsync(Cancelled)).State.Span).Should().Be("one");
        (await store.SetAsideAsync(1, Cancelled)).Should().BeTrue();
        (await store.LoadAsync(Cancelled)).State.IsEmpty.Should().BeTrue();
        (await store.SetAsideAsync(0, Cancelled)).Should().BeFalse();
        await store.SaveAsync("three"u8.ToArray(), Cancelled);
        Encoding.ASCII.GetString((await store.LoadAsync(Cancelled)).State.Span).Should().Be("three");
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
