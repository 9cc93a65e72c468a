// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Verification.Pins;

public sealed class MemoryDevicePinStoreTests
{
    private static readonly DeviceIdentity Device = new("012345", "STB", "0123456789");

    private readonly FakeTimeProvider _time = new(Judging.Now);

    [Fact]
    public void First_key_is_remembered_and_another_refused()
    {
        var pins = new MemoryDevicePinStore();

        pins.Check(Device, [1]).Should().Be(DevicePinDecision.FirstUse);
        pins.Check(Device, [1]).Should().Be(DevicePinDecision.Known);
        pins.Check(Device, [2]).Should().Be(DevicePinDecision.Mismatch);
        pins.Check(new DeviceIdentity("012345", "STB", "other"), [2]).Should().Be(DevicePinDecision.FirstUse);
        pins.Count.Should().Be(2);
    }

    [Fact]
    public void Rotation_overlaps_within_its_window_and_ends_with_the_new_key_alone()
    {
        var pins = new MemoryDevicePinStore(timeProvider: _time);
        pins.Check(Device, [1]);

        pins.AllowRotation(Device, TimeSpan.FromDays(1)).Should().BeTrue();
        pins.Check(Device, [2]).Should().Be(DevicePinDecision.Rotated);
        pins.Check(Device, [1]).Should().Be(DevicePinDecision.Known);
        pins.Check(Device, [2]).Should().Be(DevicePinDecision.Known);
        pins.Check(Device, [3]).Should().Be(DevicePinDecision.Mismatch);
        _time.Advance(TimeSpan.FromDays(2));
        pins.Check(Device, [1]).Should().Be(DevicePinDecision.Mismatch);
        pins.Check(Device, [2]).Should().Be(DevicePinDecision.Known);
    }

    [Fact]
    public void Rotation_that_nobody_used_leaves_the_old_key()
    {
        var pins = new MemoryDevicePinStore(timeProvider: _time);
        pins.Check(Device, [1]);
        pins.AllowRotation(Device, TimeSpan.FromDays(1));

        _time.Advance(TimeSpan.FromDays(2));

        pins.Check(Device, [2]).Should().Be(DevicePinDecision.Mismatch);
        pins.Check(Device, [1]).Should().Be(DevicePinDecision.Known);
    }

    [Fact]
    public void Store_that_is_full_forgets_nobody()
    {
        var pins = new MemoryDevicePinStore(capacity: 1);
        pins.Check(Device, [1]);

        pins.Check(new DeviceIdentity("012345", "STB", "other"), [2]).Should().Be(DevicePinDecision.Mismatch);
        pins.Check(Device, [1]).Should().Be(DevicePinDecision.Known);
        pins.Forget(Device).Should().BeTrue();
        pins.Check(new DeviceIdentity("012345", "STB", "other"), [2]).Should().Be(DevicePinDecision.FirstUse);
        pins.Count.Should().Be(1);
    }

    [Fact]
    public void Device_that_is_not_known_cannot_rotate()
    {
        var pins = new MemoryDevicePinStore();

        pins.AllowRotation(Device, TimeSpan.FromDays(1)).Should().BeFalse();
        pins.Forget(Device).Should().BeFalse();
    }

    [Fact]
    public void Second_certificate_in_the_name_of_a_device_is_refused()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        var pins = new MemoryDevicePinStore();
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, root.Der);
        options.Pins = pins;
        using var verifier = new PeerVerifier(options);
        byte[] first = root.Cpe();
        byte[] second = root.Cpe();

        verifier.Verify(first).IsAccepted.Should().BeTrue();
        VerifyResult refused = verifier.Verify(second);
        VerifyResult again = verifier.Verify(first);

        refused.Errors().Should().Equal(VerificationError.PinMismatch);
        refused.Identity.Should().BeNull();
        again.FromCache.Should().BeTrue();
        again.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Peer_that_is_refused_pins_nothing()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        var pins = new MemoryDevicePinStore();
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice, root.Der);
        options.Pins = pins;

        Judging.With(options, ForgedAuthority.Root("Stranger").Cpe()).IsAccepted.Should().BeFalse();

        pins.Count.Should().Be(0);
    }
}
