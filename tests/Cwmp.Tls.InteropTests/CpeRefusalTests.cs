// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.InteropTests;

/// <summary>An ACS whose TLS is OpenSSL refuses the device with an alert: the engine names it as such, in both versions of TLS.</summary>
public sealed class CpeRefusalTests
{
    public static TheoryData<CwmpTlsMethod, string, string> Refusals()
    {
        var refusals = new TheoryData<CwmpTlsMethod, string, string>();
        foreach (CwmpTlsMethod method in (CwmpTlsMethod[])[CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13])
        {
            refusals.Add(method, "other CA", "unknown CA (alert unknown_ca)");
            refusals.Add(method, "expired", "certificate expired (alert certificate_expired)");
            refusals.Add(method, "none", "showed no certificate");
        }

        return refusals;
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Alert_about_the_certificate_is_a_refusal(CwmpTlsMethod method, string device, string expected)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(world.Pki.Acs("localhost").Issue(), method);
        await using var _ = server;
        TestCertificate? certificate = device switch
        {
            "other CA" => world.Pki.Cpe(InteropWorld.Device).IssuedBy(world.Pki.Ca("Other").Issue()).Issue(),
            "expired" => world.Pki.Cpe(InteropWorld.Device).Expired().Issue(),
            _ => null,
        };

        CpeSessionResult result = await CallAsync(world, certificate, method, port);

        result.Failure.Should().Be(CpeSessionFailure.OwnCertificateRefused, result.Message);
        result.Message.Should().Contain(expected);
        result.InformDelivered.Should().BeFalse();
    }

    [Theory]
    [InlineData(CwmpTlsMethod.Tls12)]
    [InlineData(CwmpTlsMethod.Tls13)]
    public async Task Server_that_is_killed_is_a_lost_connection(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();

        // Without -rev it takes the POST and says nothing until it is killed.
        (string chain, string key) = world.Save(world.Pki.Acs("localhost").Issue());
        (OpenSslProcess server, int port) = await world.StartServerAsync(chain, key, method, "-verify_return_error", "-Verify", "3");
        await using var _ = server;
        Task<CpeSessionResult> call = CallAsync(world, world.Cpe(), method, port);
        await server.WaitForAsync("POST / HTTP");

        await server.KillAsync();

        CpeSessionResult result = await call;
        result.Failure.Should().Be(CpeSessionFailure.ConnectionLost, result.Message);
    }

    private static async Task<CpeSessionResult> CallAsync(InteropWorld world, TestCertificate? certificate, CwmpTlsMethod method, int port)
    {
        // A device without a clock does not notice that its own certificate has expired.
        CwmpTlsContext context = world.Context(certificate, method, configure: builder => builder.SetClock(VerificationClock.Unknown()));
        var model = CpeModel.Device;
        var engine = new CpeEngine(new CpeEngineOptions
        {
            DataModel = new CpeParameterTree(model,
            new Dictionary<string, string> { [model.Root + "ManagementServer.URL"] = $"https://localhost:{port}/" }),
            StateStore = new MemoryCpeStateStore(),
            TlsContext = context,
        });
        var ended = new TaskCompletionSource<CpeSessionResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.SessionEnded += (_, result) => ended.TrySetResult(result);
        using var stop = new CancellationTokenSource();
        Task running = engine.RunAsync(stop.Token);
        CpeSessionResult result = await ended.Task.WaitAsync(OpenSslProcess.Ceiling);
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => running);
        return result;
    }
}
