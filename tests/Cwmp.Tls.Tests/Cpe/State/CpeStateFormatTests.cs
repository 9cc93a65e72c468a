// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Cpe.State;

/// <summary>What an earlier version stored is read, and none of it is lost.</summary>
public sealed class CpeStateFormatTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void State_of_format_2_is_read_and_written_again_octet_for_octet()
    {
        // Written by the version of 2026-12-01: something of everything that a state can hold.
        byte[] stored = File.ReadAllBytes(
            Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Tests", "Cpe", "State", "state-format-2.json"));
        CpeDeviceState state = NewState();

        CpeStateFormat.Read(stored, state);

        Encoding.UTF8.GetString(CpeStateFormat.Write(state)).Should().Be(Encoding.UTF8.GetString(stored));
        state.Events.Queue.Entries.Should().HaveCount(4);
        state.Events.Queue.Requests.Should().HaveCount(2);
        state.Transfers.Transfers.Should().HaveCount(3);
        state.Operations.Should().ContainSingle();
        state.Reboot.Keys.Should().Equal("reboot-1", "reboot-2");
    }

    [Fact]
    public void Reset_state_is_the_state_of_a_device_that_never_stored_anything()
    {
        CpeDeviceState state = NewState();
        string fresh = Encoding.UTF8.GetString(CpeStateFormat.Write(state));
        CpeStateFormat.Read(
            File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Tests", "Cpe", "State", "state-format-2.json")), state);

        state.Reset();
        state.Model.Restore(default);

        Encoding.UTF8.GetString(CpeStateFormat.Write(state)).Should().Be(fresh);
    }

    private CpeDeviceState NewState()
    {
        CpeParameterTree tree = new(
            CpeModel.Device, new Dictionary<string, string> { ["Device.ManagementServer.URL"] = "https://acs.example/cwmp" });
        return new CpeEnvironment(
            tree,
            new MemoryCpeStateStore(),
            new CpeClock(_time, VerificationClock.Trusted(_time)),
            new Random(1),
            NullLogger.Instance).State;
    }
}
