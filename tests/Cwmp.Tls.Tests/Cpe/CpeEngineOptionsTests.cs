// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections;
using System.Net;
using System.Reflection;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>That options are copied whole, and that the engine leaves its caller's alone.</summary>
public sealed class CpeEngineOptionsTests
{
    private static readonly PropertyInfo[] Properties =
        typeof(CpeEngineOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    [Fact]
    public void Snapshot_holds_every_option()
    {
        CpeEngineOptions options = Filled();
        options.MistakesOfSettings.Add("one");
        options.Answer<GetOptions, GetOptionsResponse>(static (_, _) => throw new NotSupportedException());

        CpeEngineOptions copy = options.Snapshot();

        ShouldHaveNoDefault(options);
        foreach (PropertyInfo property in Properties)
        {
            property.GetValue(copy).Should().BeEquivalentTo(property.GetValue(options), because: property.Name);
        }
    }

    [Fact]
    public void Snapshot_shares_nothing_that_can_be_changed()
    {
        CpeEngineOptions options = Filled();

        CpeEngineOptions copy = options.Snapshot();

        copy.ConnectionRequests.Should().NotBeSameAs(options.ConnectionRequests);
        copy.UdpConnectionRequests.Should().NotBeSameAs(options.UdpConnectionRequests);
        copy.ConnectionRequestLimits.Should().NotBeSameAs(options.ConnectionRequestLimits);
        copy.Versions.Should().NotBeSameAs(options.Versions);
        copy.VendorMethods.Should().NotBeSameAs(options.VendorMethods);
    }

    [Fact]
    public void Mistakes_of_settings_that_were_applied_are_copied_too()
    {
        CpeEngineOptions options = new() { DataModel = new CpeParameterTree(CpeModel.Device), StateStore = new MemoryCpeStateStore() };
        options.Apply(new CpeOptions { ConnectionRequestPort = 70000 });

        CpeEngineOptionsRules.Mistakes(options.Snapshot()).Should()
            .Contain(CpeEngineOptionsRules.Mistakes(options)).And.Contain(mistake => mistake.Contains("70000"));
    }

    [Fact]
    public void Every_setting_of_a_file_reaches_the_options()
    {
        CpeOptions settings = new()
        {
            PlainHttp = CpePlainHttp.Transfers,
            DownloadDirectory = "/somewhere",
            MaxDownloadSize = 17,
            ResponseTimeout = TimeSpan.FromSeconds(77),
            MaxResponseSize = 77777,
            MaxRequestsPerSession = 77,
            SessionTimeoutHint = 77,
            UserAgent = "seven",
            ConnectionRequestPort = 7777,
            UdpConnectionRequestPort = 7778,
            ConnectionRequestAddress = "192.0.2.77",
        };
        CpeEngineOptions before = new() { DataModel = new CpeParameterTree(CpeModel.Device), StateStore = new MemoryCpeStateStore() };
        CpeEngineOptions options = before.Snapshot();

        options.Apply(settings);

        ShouldHaveNoDefault(settings);
        Properties
            .Where(property => property.Name is not ("Versions" or "VendorMethods" or "TypedMethods" or "MistakesOfSettings"))
            .Count(property => !Equals(property.GetValue(options), property.GetValue(before)))
            .Should().Be(typeof(CpeOptions).GetProperties().Length, "each setting has one option");
    }

    [Fact]
    public async Task Engine_changes_nothing_in_the_options_it_was_given()
    {
        ConnectionRequestListenerOptions http = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        UdpConnectionRequestListenerOptions udp = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        await using CpeBench bench = new();
        bench.FactoryValues["Device.ManagementServer.ConnectionRequestUsername"] = "acs";
        bench.FactoryValues["Device.ManagementServer.ConnectionRequestPassword"] = "secret";
        await bench.PowerOffAsync();
        bench.Configure = options =>
        {
            options.ConnectionRequests = http;
            options.UdpConnectionRequests = udp;
        };

        await bench.BootAsync();

        bench.Engine.ConnectionRequestUrl.Should().NotBeNull("the listener was filled with the credentials and a path");
        http.Should().BeEquivalentTo(new ConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        udp.Should().BeEquivalentTo(new UdpConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
    }

    private static CpeEngineOptions Filled() => new()
    {
        DataModel = new CpeParameterTree(CpeModel.Device),
        StateStore = new MemoryCpeStateStore(),
        TlsContext = new CwmpTlsContextBuilder().AddTrustAnchors(new TestPki().Root.Certificate).UseNoCertificate().Build(),
        PlainHttp = CpePlainHttp.Acs,
        Device = new NoDevice(),
        Transfers = new TransferRecorder(),
        DownloadDirectory = "/somewhere",
        MaxDownloadSize = 17,
        TransferProgress = new Progress<CpeTransferProgress>(),
        DeploymentUnits = new NoDevice(),
        VendorMethods = { ["X_00D09E_Act"] = static (_, _) => throw new NotSupportedException() },
        ConnectionRequests = new ConnectionRequestListenerOptions { MaxConnections = 7 },
        UdpConnectionRequests = new UdpConnectionRequestListenerOptions { LastTimestamp = 7 },
        ConnectionRequestLimits = new ConnectionRequestGateOptions { Burst = 7 },
        ConnectionRequestAddress = IPAddress.Loopback,
        ResponseTimeout = TimeSpan.FromSeconds(77),
        MaxResponseSize = 77777,
        MaxRequestsPerSession = 77,
        SessionTimeoutHint = 77,
        Versions = [CwmpVersion.Cwmp12],
        Clock = VerificationClock.Unknown(TimeProvider.System),
        TimeProvider = new FakeTimeProvider(),
        Random = new Random(7),
        UserAgent = "seven",
        LoggerFactory = NullLoggerFactory.Instance,
        HandlerFactory = static () => new SocketsHttpHandler(),
        EventTable = new CpeEventTable([]),
        Serializer = new CwmpSerializer { WritesXmlDeclaration = true },
    };

    /// <summary>A test of a copy proves something only for values that differ from the default: a new option needs a value above.</summary>
    private static void ShouldHaveNoDefault<T>(T options)
        where T : notnull
    {
        object fresh = options is CpeEngineOptions
            ? new CpeEngineOptions { DataModel = null!, StateStore = null! }
            : Activator.CreateInstance(options.GetType())!;
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (PropertyInfo property in options.GetType().GetProperties(All))
        {
            object? value = property.GetValue(options);
            object? normal = property.GetValue(fresh);
            bool differs = value is ICollection { Count: var count } && normal is ICollection old
                ? count != old.Count
                : !Equals(value, normal);
            differs.Should().BeTrue($"{property.Name} needs a value of its own in this test");
        }
    }

    private sealed class NoDevice : ICpeDevice, ICpeDeploymentUnits
    {
        public Task RebootAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task FactoryResetAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<OpResultStruct> ExecuteAsync(OperationStruct operation, int attempt, CancellationToken cancellationToken)
            => throw new NotSupportedException();
    }
}
