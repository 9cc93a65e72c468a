// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe.State;

namespace Cwmp.Tls.Tests.Cpe.State;

public sealed class DirectoryCpeStateStorePowerCutTests
{
    [Fact]
    public void Power_cut_at_every_step_of_a_save_leaves_the_old_or_the_new_state()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            for (int cut = 0; ; cut++)
            {
                PowerCutFileSystem files = new(new Random(seed));
                DirectoryCpeStateStore store = new("/state", files);
                store.Save("first"u8);
                store.Save("second"u8);
                files.StepsLeft = cut;

                bool finished = TrySave(store, "third");
                files.Restart();
                string found = Read(files);

                found.Should().BeOneOf(["second", "third"], $"seed {seed}, cut at step {cut}");
                if (finished)
                {
                    found.Should().Be("third");
                    cut.Should().BeGreaterThan(5, "the save has that many steps to be cut at");
                    break;
                }
            }
        }
    }

    [Fact]
    public void Acknowledged_states_survive_a_thousand_power_cuts_in_a_row()
    {
        Random random = new(20240229);
        PowerCutFileSystem files = new(random);
        int acknowledged = 0;
        int attempted = 0;

        for (int life = 0; life < 1000; life++)
        {
            DirectoryCpeStateStore store = new("/state", files);
            files.StepsLeft = random.Next(40);
            try
            {
                CpeStoredState loaded = store.Load();
                int found = loaded.State.IsEmpty ? 0 : int.Parse(Encoding.ASCII.GetString(loaded.State.Span));
                found.Should().BeInRange(acknowledged, attempted, $"life {life}");
                acknowledged = found;
                while (true)
                {
                    attempted = acknowledged + 1;
                    store.Save(Encoding.ASCII.GetBytes(attempted.ToString()));
                    acknowledged = attempted;
                }
            }
            catch (PowerCutException)
            {
                files.Restart();
            }
        }

        acknowledged.Should().BeGreaterThan(500);
    }

    [Fact]
    public void Full_disk_keeps_the_old_state_and_is_survived()
    {
        PowerCutFileSystem files = new(new Random(1));
        DirectoryCpeStateStore store = new("/state", files);
        store.Save("old"u8);

        files.DiskFull = true;
        for (int i = 0; i < 3; i++)
        {
            Action save = () => store.Save("new"u8);
            save.Should().Throw<IOException>().WithMessage("*No space left*previous state still stands*");
        }

        Read(files).Should().Be("old");
        files.DiskFull = false;
        store.Save("newer"u8);
        Read(files).Should().Be("newer");
    }

    [Theory]
    [InlineData("state-0.bin", "two")]
    [InlineData("state-1.bin", "one")]
    public void Damaged_generation_is_set_aside_and_reported_and_the_other_is_read(string damaged, string expected)
    {
        PowerCutFileSystem files = new(new Random(1));
        DirectoryCpeStateStore store = new("/state", files);
        store.Save("one"u8);
        store.Save("two"u8);
        files.Damage(damaged, content =>
        {
            content[^40] ^= 1;
            return content;
        });

        CpeStoredState loaded = new DirectoryCpeStateStore("/state", files).Load();

        loaded.Problems.Should().ContainSingle().Which.Should().Contain(damaged).And.Contain("checksum");
        Encoding.ASCII.GetString(loaded.State.Span).Should().Be(expected);
        files.Files.Should().ContainSingle(path => path.EndsWith(damaged + ".damaged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(51)]
    [InlineData(56)]
    public void Cut_file_is_never_fatal(int length)
    {
        PowerCutFileSystem files = new(new Random(1));
        DirectoryCpeStateStore store = new("/state", files);
        store.Save("hello"u8);
        files.Damage(files.Files.Single(p => p.EndsWith(".bin", StringComparison.Ordinal)).Split('/')[^1], content => content[..length]);

        DirectoryCpeStateStore next = new("/state", files);
        CpeStoredState loaded = next.Load();

        loaded.State.IsEmpty.Should().BeTrue();
        loaded.Problems.Should().ContainSingle();
        next.Save("again"u8);
        Read(files).Should().Be("again");
    }

    private static bool TrySave(DirectoryCpeStateStore store, string state)
    {
        try
        {
            store.Save(Encoding.ASCII.GetBytes(state));
            return true;
        }
        catch (PowerCutException)
        {
            return false;
        }
    }

    private static string Read(PowerCutFileSystem files)
        => Encoding.ASCII.GetString(new DirectoryCpeStateStore("/state", files).Load().State.Span);
}
