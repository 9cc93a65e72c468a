// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>
/// Devices written in other languages, with the habits of real ones, against the sample: each finishes its session, and its line says so.
/// </summary>
public sealed class ForeignDeviceTests(AcsServerProcess server) : IClassFixture<AcsServerProcess>
{
    // What each language can do: Node and libcurl leave little of HTTP to the device.
    private static readonly Dictionary<string, string[]> CertificateHabits = new()
    {
        [Device.Python] =
        [
            .. Common, "tls12", "static-rsa", "silent-reconnect", "http10", "http10-without-host", "chunked fragments", "expect", "gzip",
            "deflate", "content-type-on-empty",
            "no-content-type no-ids", "soap12-content-type cwmp-1-2", "lower-case", "absolute-target", "version-cookies", "stale-cookie",
            "big-headers", "faults",
            "transfer-complete", "surplus-empty",
        ],
        [Device.COpenSsl] =
        [
            "", "close", "tls12", "static-rsa", "silent-reconnect", "http10", "http10-without-host", "chunked fragments", "expect",
            "content-type-on-empty",
            "no-content-type no-ids", "soap12-content-type cwmp-1-2", "lower-case", "upper-case fragments", "absolute-target",
            "stale-cookie", "big-headers", "faults",
            "transfer-complete", "surplus-empty", "static-rsa close content-type-on-empty transfer-complete surplus-empty",
        ],
        [Device.CCurl] =
        [
            .. Common, "tls12", "static-rsa", "http10", "chunked", "expect", "content-type-on-empty", "no-ids cwmp-1-2", "faults",
            "transfer-complete", "surplus-empty",
        ],
        [Device.Node] = Common,
    };

    private static readonly Dictionary<string, (string Auth, bool IsTls, string Habits)[]> PasswordHabits = new()
    {
        [Device.Python] =
        [
            ("digest", false, ""), ("digest", false, "new-connection-after-401"), ("digest", false, "close"),
            ("digest", false, "no-cookies"),
            ("digest", false, "no-cookies close"), ("digest", false, "digest-without-qop"),
            ("digest", false, "digest-without-qop silent-reconnect"),
            ("digest", false, "absolute-target http10"), ("digest", true, ""), ("basic", true, ""),
            ("basic", true, "no-cookies close static-rsa"),
            ("challenge-basic", true, "new-connection-after-401"),
        ],
        [Device.COpenSsl] =
        [
            ("digest", false, ""), ("digest", false, "new-connection-after-401"), ("digest", false, "close"),
            ("digest", false, "digest-without-qop"),
            ("digest", false, "digest-without-qop silent-reconnect"), ("digest", false, "absolute-target http10"), ("digest", true, ""),
            ("basic", true, ""),
            ("basic", true, "close static-rsa"), ("challenge-basic", true, "new-connection-after-401"),
        ],
        [Device.CCurl] =
        [
            ("digest", false, ""), ("digest", false, "close"), ("digest", false, "no-cookies"), ("digest", false, "no-cookies close"),
            ("digest", false, "content-type-on-empty expect"), ("digest", true, ""), ("any", false, ""), ("any", true, "close"),
            ("basic", true, ""),
            ("basic", true, "no-cookies close static-rsa"),
        ],
        [Device.Node] = [("digest", false, ""), ("digest", false, "close no-cookies"), ("basic", true, "")],
    };

    public static TheoryData<string, string> WithCertificate =>
        [.. CertificateHabits.SelectMany(entry => entry.Value, (entry, habits) => (entry.Key, habits))];

    public static TheoryData<string, string, bool, string> WithPassword =>
        [.. PasswordHabits.SelectMany(entry => entry.Value, (entry, way) => (entry.Key, way.Auth, way.IsTls, way.Habits))];

    private static string[] Common => ["", "no-cookies", "no-cookies close", "close"];

    [Theory]
    [MemberData(nameof(WithCertificate))]
    public async Task Device_with_a_certificate(string language, string habits) =>
        await RunAsync(language, habits, auth: null, isTls: true);

    [Theory]
    [MemberData(nameof(WithPassword))]
    public async Task Device_with_a_password(string language, string auth, bool isTls, string habits) =>
        await RunAsync(language, habits, auth, isTls);

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

        printed.Should().Contain("GetParameterValues");
        session.GetProperty("outcome").GetString().Should().Be("completed");
        session.GetProperty("authenticated").GetString().Should().Be(auth is null ? "certificate" : "password");
        session.GetProperty("rpcs").EnumerateArray().Select(rpc => rpc.GetString())
            .Should().Contain(["GetParameterValues", "SetParameterValues"]);
        session.GetProperty("ms").GetInt64().Should().BeGreaterThanOrEqualTo(0);
        session.GetProperty("events").GetArrayLength().Should().BePositive();
    }
}
