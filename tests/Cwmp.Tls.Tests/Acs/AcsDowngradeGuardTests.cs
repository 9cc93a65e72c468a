// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Acs;

public sealed class AcsDowngradeGuardTests
{
    private static readonly DeviceIdentity Device = new("00256D", "Router", "A1");

    private readonly FakeTimeProvider _time = new();
    private readonly AcsDowngradeGuard _guard;

    public AcsDowngradeGuardTests() => _guard = new AcsDowngradeGuard(_time);

    [Fact]
    public async Task Device_that_never_showed_a_certificate_need_not()
    {
        (await _guard.MustHaveCertificateAsync(Device)).Should().BeFalse();
    }

    [Fact]
    public async Task Device_that_showed_one_must_show_it_again()
    {
        await _guard.RecordCertificateAsync(Device);

        (await _guard.MustHaveCertificateAsync(Device)).Should().BeTrue();
    }

    [Fact]
    public async Task Window_opens_and_closes_with_time()
    {
        await _guard.RecordCertificateAsync(Device);
        _guard.AllowReprovisioning(Device, TimeSpan.FromMinutes(10));

        (await _guard.MustHaveCertificateAsync(Device)).Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(10));
        (await _guard.MustHaveCertificateAsync(Device)).Should().BeTrue();
    }

    [Fact]
    public async Task Window_closes_with_the_next_certificate()
    {
        await _guard.RecordCertificateAsync(Device);
        _guard.AllowReprovisioning(Device, TimeSpan.FromMinutes(10));
        await _guard.RecordCertificateAsync(Device);

        (await _guard.MustHaveCertificateAsync(Device)).Should().BeTrue();
    }

    [Fact]
    public async Task Window_for_an_unknown_device_changes_nothing()
    {
        _guard.AllowReprovisioning(Device, TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(20));

        (await _guard.MustHaveCertificateAsync(Device)).Should().BeFalse();
    }
}
