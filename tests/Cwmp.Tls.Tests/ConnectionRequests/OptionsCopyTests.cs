// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

/// <summary>Each type copies and checks its options once; a property that the copy or the check forgets fails here.</summary>
public sealed class OptionsCopyTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Every_limit_is_checked()
    {
        OptionsCopy.UncheckedLimits<ConnectionRequestClientOptions>(o => o.Validate()).Should().BeEmpty();
        OptionsCopy.UncheckedLimits<UdpConnectionRequestClientOptions>(o => o.Validate()).Should().BeEmpty();
        OptionsCopy.UncheckedLimits<ConnectionRequestListenerOptions>(o => o.Validate()).Should().BeEmpty();
        OptionsCopy.UncheckedLimits<UdpConnectionRequestListenerOptions>(o => o.Validate()).Should().BeEmpty();
        OptionsCopy.UncheckedLimits<ConnectionRequestGateOptions>(o => o.Validate()).Should().BeEmpty();
        OptionsCopy.UncheckedLimits<HttpAuthenticatorOptions>(o => o.Validate()).Should().BeEmpty();
    }

    [Fact]
    public void Client_copies_every_option()
    {
        var options = new ConnectionRequestClientOptions
        {
            AllowBasic = true,
            Timeout = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(1),
            MaxResponseHeadBytes = 1024,
            AllowTarget = _ => true,
            LoggerFactory = NullLoggerFactory.Instance,
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }

    [Fact]
    public void Udp_client_copies_every_option()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var options = new UdpConnectionRequestClientOptions
        {
            Copies = 1,
            Interval = TimeSpan.FromSeconds(1),
            Socket = socket,
            AllowTarget = _ => true,
            LoggerFactory = NullLoggerFactory.Instance,
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }

    [Fact]
    public void Listener_copies_every_option()
    {
        var options = new ConnectionRequestListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            Path = "/path",
            Username = "user",
            Password = "word",
            Realm = "realm",
            Algorithms = { HttpDigestAlgorithm.Sha256 },
            MaxConnections = 8,
            MaxConnectionsPerAddress = 2,
            MaxRequestHeadBytes = 1024,
            RequestTimeout = TimeSpan.FromSeconds(1),
            MaxFailuresPerAddress = 1,
            FailureWindow = TimeSpan.FromSeconds(1),
            LoggerFactory = NullLoggerFactory.Instance,
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }

    [Fact]
    public void Udp_listener_copies_every_option()
    {
        var options = new UdpConnectionRequestListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            Username = "user",
            Password = "word",
            LastTimestamp = 1,
            MaxAge = TimeSpan.FromSeconds(1),
            LoggerFactory = NullLoggerFactory.Instance,
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }

    [Fact]
    public void Gate_copies_every_option()
    {
        var options = new ConnectionRequestGateOptions
        {
            Burst = 1,
            Replenishment = TimeSpan.FromSeconds(1),
            IsBusy = () => true,
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }

    [Fact]
    public void Authenticator_copies_every_option()
    {
        var options = new HttpAuthenticatorOptions
        {
            Realm = "realm",
            Algorithms = { HttpDigestAlgorithm.Sha256 },
            AllowMissingQop = false,
            NonceLifetime = TimeSpan.FromSeconds(1),
            MaxRememberedNonces = 1,
            NonceKey = new byte[32],
            TimeProvider = _time,
        };

        OptionsCopy.Mistakes(options, options.Snapshot()).Should().BeEmpty();
    }
}
