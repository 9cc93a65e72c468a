// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>Devices written in other languages, with the habits of real ones, against the sample: each finishes its session, and its line says so.</summary>
public sealed class ForeignDeviceTests(AcsServerProcess server) : IClassFixture<AcsServerProcess>
{
    [Theory]
    [InlineData("")]
    [InlineData("tls12")]
    [InlineData("static-rsa")]
    [InlineData("no-cookies")]
    [InlineData("no-cookies close")]
    [InlineData("close")]
    [InlineData("silent-reconnect")]
    [InlineData("http10")]
    [InlineData("http10-without-host")]
    [InlineData("chunked fragments")]
    [InlineData("expect")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("content-type-on-empty")]
    [InlineData("no-content-type no-ids")]
    [InlineData("soap12-content-type cwmp-1-2")]
    [InlineData("lower-case")]
    [InlineData("absolute-target")]
    [InlineData("version-cookies")]
    [InlineData("stale-cookie")]
    [InlineData("big-headers")]
    [InlineData("faults")]
    [InlineData("transfer-complete")]
    [InlineData("surplus-empty")]
    public async Task Python_device_with_a_certificate(string habits) => await RunAsync("python3", habits, auth: null, isTls: true);

    [Theory]
    [InlineData("digest", false, "")]
    [InlineData("digest", false, "new-connection-after-401")]
    [InlineData("digest", false, "close")]
    [InlineData("digest", false, "no-cookies")]
    [InlineData("digest", false, "no-cookies close")]
    [InlineData("digest", false, "digest-without-qop")]
    [InlineData("digest", false, "digest-without-qop silent-reconnect")]
    [InlineData("digest", false, "absolute-target http10")]
    [InlineData("digest", true, "")]
    [InlineData("basic", true, "")]
    [InlineData("basic", true, "no-cookies close static-rsa")]
    [InlineData("challenge-basic", true, "new-connection-after-401")]
    public async Task Python_device_with_a_password(string auth, bool isTls, string habits) => await RunAsync("python3", habits, auth, isTls);

    [Theory]
    [InlineData(null, true, "")]
    [InlineData(null, true, "no-cookies")]
    [InlineData(null, true, "close")]
    [InlineData("digest", false, "")]
    [InlineData("digest", false, "close no-cookies")]
    [InlineData("basic", true, "")]
    public async Task Node_device(string? auth, bool isTls, string habits) => await RunAsync("node", habits, auth, isTls);

    private async Task RunAsync(string language, string habits, string? auth, bool isTls)
    {
        string serial = server.NextSerial(auth is null ? 'S' : 'P');
        var options = new JsonObject
        {
            ["port"] = isTls ? server.TlsPort : server.PlainPort,
            ["serial"] = serial,
            ["habits"] = new JsonArray([.. habits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(habit => (JsonNode)habit)]),
        };
        if (isTls)
        {
            options["ca"] = server.Authority;
        }

        if (auth is null)
        {
            (options["cert"], options["key"]) = server.Certify(serial);
        }
        else
        {
            (options["auth"], options["user"], options["password"]) = (auth, AcsServerProcess.IdOf(serial), AcsServerProcess.Password);
        }

        string[] printed = await Device.RunAsync(language, options);
        JsonElement session = await server.SessionOfAsync(serial);

        printed.Should().StartWith("GetParameterValues");
        session.GetProperty("outcome").GetString().Should().Be("completed");
        session.GetProperty("authenticated").GetString().Should().Be(auth is null ? "certificate" : "password");
        session.GetProperty("rpcs").EnumerateArray().Select(rpc => rpc.GetString()).Should().Contain(["GetParameterValues", "SetParameterValues"]);
        session.GetProperty("ms").GetInt64().Should().BeGreaterThanOrEqualTo(0);
        session.GetProperty("events").GetArrayLength().Should().BePositive();
    }
}
