// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Text;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Microsoft.Extensions.Configuration;

namespace Cwmp.Tls.PackageTests;

/// <summary>
/// A program without dependency injection binds the options itself. This project has the generator of configuration binding switched on, as
/// one for native AOT has, so the calls below are generated code.
/// </summary>
public sealed class ConfigurationBindingTests
{
    [Fact]
    public void Options_of_a_context_are_bound()
    {
        var options = new CwmpTlsOptions();

        Section("""{ "CaFile": "ca.pem", "CrlFiles": [ "a.crl" ], "VerifyMode": "RequestCertificate", "HandshakeTimeout": "00:00:09" }""")
            .Bind(options);

        options.Should().BeEquivalentTo(new
        {
            CaFile = "ca.pem",
            CrlFiles = new[] { "a.crl" },
            VerifyMode = CwmpTlsVerifyMode.RequestCertificate,
            HandshakeTimeout = TimeSpan.FromSeconds(9),
        });
    }

    [Fact]
    public void Options_of_a_device_are_bound_and_applied()
    {
        var settings = new CpeOptions();
        Section("""
            {
              "PlainHttp": "Acs", "DownloadDirectory": "/var/lib/cpe", "MaxDownloadSize": 1048576, "ResponseTimeout": "00:00:45",
              "MaxResponseSize": 65536,
              "MaxRequestsPerSession": 100, "SessionTimeoutHint": 40, "UserAgent": "agent",
              "ConnectionRequestPort": 7548, "UdpConnectionRequestPort": 7549, "ConnectionRequestAddress": "192.0.2.7"
            }
            """).Bind(settings);
        CpeEngineOptions options = EngineOptions();

        options.Apply(settings);

        options.PlainHttp.Should().Be(CpePlainHttp.Acs);
        options.DownloadDirectory.Should().Be("/var/lib/cpe");
        options.MaxDownloadSize.Should().Be(1 << 20);
        options.ResponseTimeout.Should().Be(TimeSpan.FromSeconds(45));
        options.MaxResponseSize.Should().Be(65536);
        options.MaxRequestsPerSession.Should().Be(100);
        options.SessionTimeoutHint.Should().Be(40);
        options.UserAgent.Should().Be("agent");
        options.ConnectionRequests!.EndPoint.Port.Should().Be(7548);
        options.UdpConnectionRequests!.EndPoint.Port.Should().Be(7549);
        options.ConnectionRequestAddress.Should().Be(IPAddress.Parse("192.0.2.7"));
        FluentActions.Invoking(() => new CpeEngine(options)).Should().NotThrow();
        typeof(CpeOptions).GetProperties().Should().HaveCount(11, "the list above is to hold all of them");
    }

    [Fact]
    public void Settings_that_say_nothing_change_nothing()
    {
        CpeEngineOptions options = EngineOptions();
        options.UserAgent = "before";

        options.Apply(new CpeOptions());

        options.UserAgent.Should().Be("before");
        options.ResponseTimeout.Should().Be(TimeSpan.FromSeconds(60));
        options.ConnectionRequests.Should().BeNull();
    }

    [Fact]
    public void Every_mistake_of_a_device_is_listed()
    {
        var settings = new CpeOptions();
        Section("""
            { "ResponseTimeout": "00:00:01", "MaxResponseSize": 1, "ConnectionRequestPort": 70000, "ConnectionRequestAddress": "here" }
            """).Bind(settings);
        CpeEngineOptions options = EngineOptions();

        options.Apply(settings);

        // TLS is missing as well.
        FluentActions.Invoking(() => new CpeEngine(options)).Should().Throw<ArgumentException>().Which.Message.Should()
            .ContainAll("ResponseTimeout", "MaxResponseSize", "ConnectionRequestPort", "ConnectionRequestAddress", "TlsContext");
    }

    private static CpeEngineOptions EngineOptions() =>
        new() { DataModel = new CpeParameterTree(CpeModel.Device), StateStore = new MemoryCpeStateStore() };

    private static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
