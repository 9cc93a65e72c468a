// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>Every reason to refuse a POST has its HTTP status, its log entry and its security event.</summary>
public sealed class RequestFailureTests
{
    private static readonly Dictionary<AcsRequestFailure, (int StatusCode, Func<AcsLab, Task<AcsReply>> Provoke)> Cases = new()
    {
        [AcsRequestFailure.CertificateOfAnotherDevice] = (403, lab => lab.Cpe("A1").InformAsync(device: lab.Cpe("B2").Device)),
        [AcsRequestFailure.PasswordOfAnotherDevice] = (403, lab => InformAsync(lab, cpe => cpe.Password(lab.Cpe("B2").Device))),
        [AcsRequestFailure.CertificateAndPasswordDisagree] = (403, lab => InformAsync(lab, cpe => cpe.Evidence with
        {
            HttpAuthentication = AcsHttpAuthentication.Digest,
            UsernameDevice = lab.Cpe("B2").Device,
        })),
        [AcsRequestFailure.CertificateLacksProductClass] = (403, lab => InformAsync(lab, cpe => cpe.Evidence with
        {
            CertificateDevice = new DeviceIdentity(cpe.Device.Oui, cpe.Device.SerialNumber),
        })),
        [AcsRequestFailure.UsernameNamesNoDevice] = (403, lab => InformAsync(lab, cpe => cpe.Password(cpe.Device) with
        {
            Username = "everybody",
            UsernameDevice = null,
        })),
        [AcsRequestFailure.WrongCredentials] = (401, lab => InformAsync(lab, cpe => cpe.Password(cpe.Device) with
        {
            HttpAuthentication = AcsHttpAuthentication.Invalid,
        })),
        [AcsRequestFailure.PlaintextNotAllowed] = (403, lab => InformAsync(lab, _ => new AcsPeerEvidence())),
        [AcsRequestFailure.BasicWithoutTls] = (401, lab => InformAsync(lab, cpe => cpe.Password(cpe.Device) with { IsSecure = false })),
        [AcsRequestFailure.CertificateExpected] = (403, async lab =>
        {
            await lab.Cpe().StartAsync();
            return await InformAsync(lab, cpe => cpe.Password(cpe.Device));
        }
        ),
        [AcsRequestFailure.SessionOfAnotherDevice] = (403, async lab =>
        {
            ScriptedCpe owner = lab.Cpe("A1");
            ScriptedCpe thief = lab.Cpe("B2");
            await owner.InformAsync();
            thief.Cookies.AddRange(owner.Cookies);
            return await thief.EmptyAsync();
        }
        ),
        [AcsRequestFailure.ConnectionOfAnotherDevice] = (403, async lab =>
        {
            ScriptedCpe first = lab.Cpe("A1");
            ScriptedCpe second = lab.Cpe("B2");
            second.Connection = first.Connection;
            await first.InformAsync();
            return await second.InformAsync();
        }
        ),
        [AcsRequestFailure.SessionLeftTls] = (403, async lab =>
        {
            ScriptedCpe cpe = lab.Cpe();
            await cpe.InformAsync();
            cpe.Evidence = cpe.Evidence with { IsSecure = false };
            return await cpe.EmptyAsync();
        }
        ),

        // Not a refusal in HTTP: the CPE reads the fault in an envelope.
        [AcsRequestFailure.MalformedDeviceId] = (200, lab =>
        {
            ScriptedCpe cpe = lab.Cpe();
            return cpe.PostAsync(cpe.Envelope(ScriptedCpe.InformBody("00256", "Router", "A1"), "1"));
        }
        ),
        [AcsRequestFailure.CertificateRefused] = (403, lab => InformAsync(lab, cpe => cpe.Evidence with { IsCertificateRefused = true })),
    };

    public static TheoryData<AcsRequestFailure> All { get; } =
        [.. Enum.GetValues<AcsRequestFailure>().Where(failure => failure != AcsRequestFailure.None)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_failure_has_its_status_its_log_entry_and_its_event(AcsRequestFailure failure)
    {
        Cases.Should().ContainKey(failure, "a new failure needs a case here, with the status that the CPE gets");
        (int statusCode, Func<AcsLab, Task<AcsReply>> provoke) = Cases[failure];
        await using var lab = new AcsLab(
            AcsLab.Nothing, options => options.Identity.AllowPlaintext = failure == AcsRequestFailure.BasicWithoutTls);

        AcsReply reply = await provoke(lab);

        reply.StatusCode.Should().Be(statusCode);
        reply.Failure.Should().Be(statusCode == 200 ? AcsRequestFailure.None : failure);
        lab.Refused.Should().ContainSingle().Which.Failure.Should().Be(failure);
        lab.Log.GetSnapshot().Should().ContainSingle(record => record.Id.Name == "SenderRefused")
            .Which.Should().Match<Microsoft.Extensions.Logging.Testing.FakeLogRecord>(record =>
                record.Level == LogLevel.Warning && record.Message.StartsWith($"Refused: {failure}; ", StringComparison.Ordinal));
    }

    private static Task<AcsReply> InformAsync(AcsLab lab, Func<ScriptedCpe, AcsPeerEvidence> prove)
    {
        ScriptedCpe cpe = lab.Cpe();
        cpe.Evidence = prove(cpe);
        return cpe.InformAsync();
    }
}
