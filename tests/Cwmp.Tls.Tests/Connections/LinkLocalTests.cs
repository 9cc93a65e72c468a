// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls.Tests.Connections;

public sealed class LinkLocalTests
{
    [Fact]
    public void Zone_is_for_dialling_and_not_for_the_certificate()
    {
        HostName.Normalize("[fe80::1%1]").Should().Be("fe80::1");
        HostName.TryReadZoned("[fe80::1%1]", out IPAddress? zoned).Should().BeTrue();
        zoned!.ScopeId.Should().Be(1);
        HostName.TryReadZoned("fe80::1", out _).Should().BeFalse();
        HostName.TryReadZoned("127.0.0.1", out _).Should().BeFalse();
        HostName.TryReadZoned("acs.example", out _).Should().BeFalse();
    }
}
