// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json.Nodes;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>
/// What the sample never does, with devices in other languages: an ACS that sends devices on with their Inform, and one that holds their
/// requests back.
/// </summary>
public sealed class RedirectAndHoldTests(AcsServerProcess server) : IClassFixture<AcsServerProcess>
{
    public static TheoryData<string, int, bool, string> Redirects =>
        [.. from language in new[] { Device.Python, Device.Node, Device.CCurl }
            from way in new[] { (302, false, ""), (302, true, "no-cookies"), (307, false, "no-cookies"), (307, true, "") }
            select (language, way.Item1, way.Item2, way.Item3)];

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task Redirected_device_finishes_its_session_at_the_other_URL(string language, int status, bool isElsewhere, string habits)
    {
        int redirects = 0;
        await using var door = await FrontDoor.OpenAsync(server, (door, _) =>
        {
            // The second time it is this same ACS, at another path.
            return Interlocked.Increment(ref redirects) > 1
                ? AcsInformAnswer.Accept
                : AcsInformAnswer.Redirect(
                    new Uri($"https://127.0.0.1:{(isElsewhere ? server.TlsPort : door.Port)}/other/path"),
                        status == 302 ? AcsRedirectStatus.Found : AcsRedirectStatus.TemporaryRedirect);
        });
        string serial = server.NextSerial('S');

        string[] printed = await door.RunAsync(language, serial, habits);

        printed.Should().Contain("GetParameterValues");
        redirects.Should().Be(isElsewhere ? 1 : 2);
        if (isElsewhere)
        {
            (await server.SessionOfAsync(serial)).GetProperty("outcome").GetString().Should().Be("completed");
        }
        else
        {
            (await door.Ended).Outcome.Should().Be("Completed");
        }
    }

    [Theory]
    [InlineData(Device.Python, "")]
    [InlineData(Device.Python, "no-cookies close")]
    [InlineData(Device.Node, "")]
    [InlineData(Device.Node, "no-cookies")]
    public async Task Device_keeps_its_requests_back_until_they_are_released(string language, string habits)
    {
        await using var door = await FrontDoor.OpenAsync(server, (_, _) => AcsInformAnswer.AcceptAndHoldRequests);

        string[] printed = await door.RunAsync(language, server.NextSerial('S'), "transfer-complete " + habits);

        printed.Should().Equal("GetParameterValues", "GetRPCMethods", "TransferComplete");
        AcsSessionSummary summary = await door.Ended;
        summary.Outcome.Should().Be("Completed");
        summary.Rpcs.Should().Equal(printed);
    }

    private sealed class FrontDoor : CwmpAcs, IAsyncDisposable
    {
        private readonly AcsServerProcess _server;
        private readonly Func<FrontDoor, AcsSession, AcsInformAnswer> _onInform;
        private readonly TaskCompletionSource<AcsSessionSummary> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CwmpTlsContext _context;
        private readonly WebApplication _app;

        private FrontDoor(AcsServerProcess server, Func<FrontDoor, AcsSession, AcsInformAnswer> onInform)
        {
            _server = server;
            _onInform = onInform;
            string[] files = [.. server.Files];
            _context = new CwmpTlsContextBuilder()
                .LoadVerifyLocations(server.Authority)
                .UseCertificateChainFile(files[Array.IndexOf(files, "--cert") + 1])
                .UsePrivateKeyFile(files[Array.IndexOf(files, "--key") + 1])
                .SetVerify(CwmpTlsVerifyMode.RequireCertificate)
                .Build();
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseCwmpTls(_context)));
            builder.Services.AddCwmpAcs(acs => acs.Engine.SessionEnded = summary => _ended.TrySetResult(summary));
            _app = builder.Build();
            _app.MapCwmpAcs("/{**path}", this);
        }

        public int Port => new Uri(_app.Urls.Single()).Port;

        public Task<AcsSessionSummary> Ended => _ended.Task.WaitAsync(OpenSslProcess.Ceiling);

        public static async Task<FrontDoor> OpenAsync(AcsServerProcess server, Func<FrontDoor, AcsSession, AcsInformAnswer> onInform)
        {
            var door = new FrontDoor(server, onInform);
            await door._app.StartAsync(TestContext.Current.CancellationToken);
            return door;
        }

        public Task<string[]> RunAsync(string language, string serial, string habits)
        {
            JsonObject options = _server.OptionsOf(serial);
            options["port"] = Port;
            options["habits"] =
                new JsonArray([.. habits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(habit => (JsonNode)habit)]);
            return Device.RunAsync(language, options);
        }

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            Task.FromResult(_onInform(this, session));

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) =>
            session.GetParameterValuesAsync("InternetGatewayDevice.DeviceInfo.", cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _context.Dispose();
        }
    }
}
