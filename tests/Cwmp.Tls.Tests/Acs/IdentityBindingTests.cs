// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>Attacks on the tie between a session and its device: each is refused, reported with its reason, and changes nothing.</summary>
public sealed class IdentityBindingTests
{
    [Fact]
    public async Task Inform_of_another_device_under_the_certificate_of_a_device_is_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        await b.InformAsync();

        AcsReply reply = await a.InformAsync(device: b.Device);

        ShouldBeRefused(lab, reply, AcsRequestFailure.CertificateOfAnotherDevice);
        lab.Refused.Single().ClaimedDevice.Should().Be(b.Device);
        lab.Refused.Single().Evidence.RemoteAddress.Should().Be("192.0.2.7:1234");
        (await b.EmptyAsync()).StatusCode.Should().Be(204, "the session of the device itself goes on");
    }

    [Fact]
    public async Task Cookie_of_a_session_on_the_connection_of_another_device_is_refused()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        await a.StartAsync();
        b.Cookies.Add(a.Cookies.Single());

        AcsReply stolen = await b.PostAsync(b.Envelope("<cwmp:RebootResponse/>", a.RequestId));
        AcsReply empty = await b.EmptyAsync();

        stolen.StatusCode.Should().Be(403);
        empty.StatusCode.Should().Be(403);
        lab.Refused.Select(refusal => refusal.Failure).Should().AllBeEquivalentTo(AcsRequestFailure.SessionOfAnotherDevice);
        (await a.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204, "the session itself goes on");
    }

    [Fact]
    public async Task Cookie_alone_opens_nothing()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        await a.InformAsync();
        ScriptedCpe thief = lab.Cpe();
        thief.Cookies.Add(a.Cookies.Single());
        thief.Evidence = new AcsPeerEvidence { IsSecure = true };

        AcsReply reply = await thief.EmptyAsync();

        ShouldBeRefused(lab, reply, AcsRequestFailure.SessionOfAnotherDevice);
    }

    [Fact]
    public async Task Cookie_of_a_password_session_opens_nothing_without_the_password()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device);
        await a.InformAsync();
        a.Reconnect();
        a.Evidence = new AcsPeerEvidence { IsSecure = true };

        AcsReply challenge = await a.EmptyAsync();
        a.Evidence = a.Password(a.Device);
        AcsReply last = await a.EmptyAsync();

        challenge.StatusCode.Should().Be(401);
        lab.Refused.Should().BeEmpty("missing credentials are no attack");
        last.StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Password_need_not_be_repeated_on_the_connection_it_came_on()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device);
        await a.InformAsync();
        a.Evidence = new AcsPeerEvidence { IsSecure = true };

        (await a.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Password_of_another_device_does_not_continue_a_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        a.Evidence = a.Password(a.Device);
        await a.InformAsync();
        a.Evidence = a.Password(lab.Cpe("B2").Device);

        AcsReply reply = await a.EmptyAsync();

        ShouldBeRefused(lab, reply, AcsRequestFailure.SessionOfAnotherDevice);
    }

    [Fact]
    public async Task Second_inform_for_another_device_on_the_same_connection_is_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowUnauthenticatedDevices = true);
        ScriptedCpe a = lab.Cpe("A1");
        a.Evidence = new AcsPeerEvidence { IsSecure = true };
        a.KeepsCookies = false;
        await a.InformAsync();

        AcsReply reply = await a.InformAsync(device: lab.Cpe("B2").Device);

        ShouldBeRefused(lab, reply, AcsRequestFailure.ConnectionOfAnotherDevice);
        (await a.EmptyAsync()).StatusCode.Should().Be(204, "the first session goes on");
    }

    [Fact]
    public async Task Inform_for_another_device_with_the_cookie_of_a_running_session_is_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowUnauthenticatedDevices = true);
        ScriptedCpe a = lab.Cpe("A1");
        a.Evidence = new AcsPeerEvidence { IsSecure = true };
        await a.InformAsync();
        a.Reconnect();

        AcsReply reply = await a.InformAsync(device: lab.Cpe("B2").Device);

        ShouldBeRefused(lab, reply, AcsRequestFailure.SessionOfAnotherDevice);
    }

    [Fact]
    public async Task Two_passwords_on_one_connection_are_refused_while_the_first_session_runs()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        a.Evidence = a.Password(a.Device);
        b.Evidence = b.Password(b.Device);
        b.Connection = a.Connection;
        await a.InformAsync();

        AcsReply reply = await b.InformAsync();

        ShouldBeRefused(lab, reply, AcsRequestFailure.ConnectionOfAnotherDevice);
    }

    [Fact]
    public async Task Generic_certificate_without_password_is_challenged()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = new AcsPeerEvidence
        {
            IsSecure = true,
            CertificateClass = AcsCertificateClass.Generic,
            CertificateFingerprint = "KEY-OF-MODEL"
        };

        AcsReply reply = await a.InformAsync();

        reply.StatusCode.Should().Be(401);
        reply.ChallengeSchemes.Should().Be(HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Generic_certificate_with_the_devices_password_is_accepted_and_goes_on_with_both()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device, AcsCertificateClass.Generic);
        (await a.InformAsync()).StatusCode.Should().Be(200);

        a.Evidence = a.Password(a.Device);
        AcsReply withoutCertificate = await a.EmptyAsync();
        a.Evidence = a.Password(a.Device, AcsCertificateClass.Generic) with { CertificateFingerprint = "ANOTHER" };
        AcsReply otherCertificate = await a.EmptyAsync();
        a.Evidence = a.Password(a.Device, AcsCertificateClass.Generic);
        AcsReply last = await a.EmptyAsync();

        withoutCertificate.StatusCode.Should().Be(403);
        otherCertificate.StatusCode.Should().Be(403);
        last.StatusCode.Should().Be(204);
        lab.TheEnd.AuthenticatedBy.Should().Be(AcsAuthentication.Password);
    }

    [Fact]
    public async Task Device_that_showed_a_certificate_cannot_come_with_a_password()
    {
        var guard = new AcsDowngradeGuard();
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.DowngradeGuard = guard);
        ScriptedCpe a = lab.Cpe();
        await a.StartAsync();
        ScriptedCpe impostor = lab.Cpe();
        impostor.Evidence = impostor.Password(impostor.Device);

        AcsReply refused = await impostor.InformAsync();
        guard.AllowReprovisioning(a.Device, TimeSpan.FromMinutes(5));
        AcsReply allowed = await impostor.InformAsync();

        ShouldBeRefused(lab, refused, AcsRequestFailure.CertificateExpected);
        allowed.StatusCode.Should().Be(200);
    }

    [Fact]
    public async Task Device_known_by_its_serial_number_alone_does_not_escape_the_guard_under_another_product_class()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.OuisWithUniqueSerialNumbers.Add("00256D"));
        var bySerial = new DeviceIdentity("00256D", "A1");
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Evidence with { CertificateDevice = bySerial };
        (await a.StartAsync()).StatusCode.Should().Be(204);
        ScriptedCpe impostor = lab.Cpe();
        impostor.Evidence = impostor.Password(bySerial);

        AcsReply same = await impostor.InformAsync();
        AcsReply other = await impostor.InformAsync(device: new DeviceIdentity("00256D", "Toaster", "A1"));
        AcsReply none = await impostor.InformAsync(device: bySerial);

        new[] { same, other, none }.Should().OnlyContain(reply =>
            reply.StatusCode == 403 && reply.Failure == AcsRequestFailure.CertificateExpected);
    }

    [Fact]
    public async Task Device_known_by_its_serial_number_alone_has_one_session_whatever_product_class_it_makes_up()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.OuisWithUniqueSerialNumbers.Add("00256D"));
        for (int i = 0; i < 20; i++)
        {
            var device = new DeviceIdentity("00256D", "Class" + i, "A1");
            ScriptedCpe cpe = new(lab, device);
            cpe.Evidence = cpe.Evidence with { CertificateDevice = new DeviceIdentity("00256D", "A1") };
            (await cpe.InformAsync()).StatusCode.Should().Be(200);
        }

        lab.Engine.ActiveSessions.Should().Be(1);
        lab.Ended.Should().HaveCount(19).And.OnlyContain(session => session.Failure == AcsSessionFailure.Superseded);
    }

    [Fact]
    public async Task No_password_makes_up_for_a_certificate_that_was_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowUnauthenticatedDevices = true);
        ScriptedCpe a = lab.Cpe();
        AcsPeerEvidence password = a.Password(a.Device);
        a.Evidence = password with { IsCertificateRefused = true };

        AcsReply inform = await a.InformAsync();
        a.Evidence = password;
        await a.InformAsync();
        a.Evidence = password with { IsCertificateRefused = true };
        AcsReply later = await a.EmptyAsync();

        new[] { inform, later }.Should().OnlyContain(reply =>
            reply.StatusCode == 403 && reply.Failure == AcsRequestFailure.CertificateRefused);
        lab.Refused.Should().HaveCount(2);
        a.Evidence = password;
        (await a.EmptyAsync()).StatusCode.Should().Be(204, "the session itself goes on");
    }

    [Fact]
    public async Task Stranger_is_refused_before_the_body_and_once()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device);
        await a.InformAsync();
        AcsRequest Head(AcsPeerEvidence evidence, string? connection, params string[] cookies) =>
            new() { Evidence = evidence, ConnectionKey = connection, SessionTokens = cookies };
        var nobody = new AcsPeerEvidence { IsSecure = true };

        AcsReply? stranger = lab.Engine.Admit(Head(nobody, "elsewhere")).Refusal;
        AcsReply? thief = lab.Engine.Admit(Head(nobody, "elsewhere", a.Cookies.Single())).Refusal;
        AcsReply? guesser = lab.Engine.Admit(Head(nobody with { HttpAuthentication = AcsHttpAuthentication.Invalid }, "elsewhere")).Refusal;
        AcsReply? itself = lab.Engine.Admit(Head(nobody, a.Connection, a.Cookies.Single())).Refusal;
        AcsReply? device = lab.Engine.Admit(Head(lab.Cpe("B2").Evidence, "elsewhere")).Refusal;

        stranger!.StatusCode.Should().Be(401);
        thief!.StatusCode.Should().Be(401);
        guesser!.StatusCode.Should().Be(401);
        itself.Should().BeNull("its password came on this connection");
        device.Should().BeNull("it may send an Inform");
        lab.Refused.Select(refusal => refusal.Failure).Should().Equal(AcsRequestFailure.WrongCredentials);
    }

    [Fact]
    public async Task Admission_that_refuses_its_sender_opens_nothing()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        byte[] inform = Encoding.UTF8.GetBytes(a.Envelope(ScriptedCpe.InformBody(a.Device), "1"));

        AcsAdmission admission = lab.Engine.Admit(new AcsRequest { Evidence = new AcsPeerEvidence { IsSecure = true } });
        AcsReply reply = await lab.Engine.HandleAsync(admission, inform);

        reply.Should().BeSameAs(admission.Refusal);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Admission_of_another_engine_is_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        await using var other = new AcsLab(AcsLab.Nothing);
        AcsAdmission admission = other.Engine.Admit(new AcsRequest { Evidence = lab.Cpe().Evidence });

        Func<Task> handle = async () => await lab.Engine.HandleAsync(admission, ReadOnlyMemory<byte>.Empty);

        await handle.Should().ThrowAsync<ArgumentException>().WithMessage("*another engine*");
    }

    [Fact]
    public async Task Sender_known_by_its_session_alone_is_judged_again_when_the_session_ends_while_its_body_comes_in()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device);
        await a.InformAsync();
        AcsAdmission admission = lab.Engine.Admit(new AcsRequest
        {
            Evidence = new AcsPeerEvidence { IsSecure = true },
            ConnectionKey = a.Connection,
            SessionTokens = [a.Cookies.Single()],
        });
        lab.Time.Advance(TimeSpan.FromMinutes(1));

        AcsReply reply = await lab.Engine.HandleAsync(admission, ReadOnlyMemory<byte>.Empty);

        admission.Refusal.Should().BeNull();
        lab.Ended.Should().ContainSingle();
        reply.StatusCode.Should().Be(401);
    }

    [Fact]
    public async Task Wrong_credentials_are_challenged_and_reported()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = new AcsPeerEvidence { IsSecure = true, HttpAuthentication = AcsHttpAuthentication.Invalid, Username = "somebody" };

        AcsReply reply = await a.InformAsync();

        reply.StatusCode.Should().Be(401);
        lab.Refused.Single().Failure.Should().Be(AcsRequestFailure.WrongCredentials);
        lab.Refused.Single().Evidence.Username.Should().Be("somebody");
    }

    [Fact]
    public async Task Wrong_credentials_inside_a_session_are_challenged_and_the_session_goes_on()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe();
        AcsPeerEvidence certificate = a.Evidence;
        await a.InformAsync();
        a.Evidence = certificate with { HttpAuthentication = AcsHttpAuthentication.Invalid };

        AcsReply challenge = await a.EmptyAsync();
        a.Evidence = certificate;

        challenge.StatusCode.Should().Be(401);
        (await a.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Session_does_not_leave_tls()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowPlaintext = true);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = a.Password(a.Device) with { HttpAuthentication = AcsHttpAuthentication.Digest };
        await a.InformAsync();
        a.Evidence = a.Evidence with { IsSecure = false };

        AcsReply reply = await a.EmptyAsync();

        ShouldBeRefused(lab, reply, AcsRequestFailure.SessionLeftTls);
    }

    [Fact]
    public async Task Plaintext_is_refused_unless_allowed_and_then_offered_digest_alone()
    {
        await using var strict = new AcsLab(AcsLab.Nothing);
        await using var lax = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowPlaintext = true);
        ScriptedCpe refused = strict.Cpe();
        ScriptedCpe challenged = lax.Cpe();
        refused.Evidence = challenged.Evidence = new AcsPeerEvidence();

        AcsReply refusal = await refused.InformAsync();
        AcsReply challenge = await challenged.InformAsync();

        ShouldBeRefused(strict, refusal, AcsRequestFailure.PlaintextNotAllowed);
        challenge.StatusCode.Should().Be(401);
        challenge.ChallengeSchemes.Should().Be(HttpAuthenticationSchemes.Digest);
    }

    [Theory]
    [InlineData("00256", "Router", "1")]
    [InlineData("00:25:6D", "Router", "1")]
    [InlineData("00256D", "Router", "")]
    [InlineData("", "", "1")]
    public async Task Malformed_device_id_gets_fault_8003_and_begins_nothing(string oui, string productClass, string serialNumber)
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.AllowUnauthenticatedDevices = true);
        ScriptedCpe a = lab.Cpe();
        a.Evidence = new AcsPeerEvidence { IsSecure = true };

        AcsReply reply = await a.PostAsync(a.Envelope(ScriptedCpe.InformBody(oui, productClass, serialNumber), "1"));

        ScriptedCpe.Element(reply, "FaultCode").Should().Be("8003");
        lab.Refused.Single().Failure.Should().Be(AcsRequestFailure.MalformedDeviceId);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Identity_is_compared_decoded_and_case_sensitive_but_for_the_oui()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        var odd = new DeviceIdentity("00256D", "Set-Top Box", "AB/1 é<&>");
        var cpe = new ScriptedCpe(lab, odd);

        AcsReply lowerOui = await cpe.PostAsync(cpe.Envelope(ScriptedCpe.InformBody("00256d", "Set-Top Box", "AB/1 é<&>"), "1"));
        AcsReply lowerSerial = await cpe.PostAsync(cpe.Envelope(ScriptedCpe.InformBody("00256D", "Set-Top Box", "ab/1 é<&>"), "1"));

        lowerOui.StatusCode.Should().Be(200);
        lowerSerial.StatusCode.Should().Be(403);
    }

    [Fact]
    public async Task Inform_of_an_impostor_does_not_end_the_session_of_the_device()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe a = lab.Cpe("A1");
        await a.StartAsync();
        ScriptedCpe b = lab.Cpe("B2");

        await b.InformAsync(device: a.Device);
        b.Evidence = new AcsPeerEvidence { IsSecure = true };
        await b.InformAsync(device: a.Device);

        lab.Ended.Should().BeEmpty();
        (await a.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Farewell_of_a_session_is_for_its_own_device()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        await a.StartAsync();
        b.Cookies.Add(a.Cookies.Single());

        AcsReply reply = await b.EmptyAsync();

        ShouldBeRefused(lab, reply, AcsRequestFailure.SessionOfAnotherDevice);
    }

    [Fact]
    public async Task Farewell_without_a_cookie_is_for_the_device_that_proves_itself_and_never_in_place_of_an_open_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        a.KeepsCookies = false;
        await a.StartAsync();

        (await b.EmptyAsync()).StatusCode.Should().Be(400);
        ScriptedCpe nobody = lab.Cpe("A1");
        nobody.Evidence = new AcsPeerEvidence { IsSecure = true };
        (await nobody.EmptyAsync()).StatusCode.Should().Be(401);
        a.Reconnect();
        a.Cookies.Add(new string('A', 32));
        (await a.EmptyAsync()).StatusCode.Should().Be(400, "a CPE that returns cookies is known by them alone");

        a.Cookies.Clear();
        a.KeepsCookies = true;
        await a.InformAsync();
        await a.TransferCompleteAsync();
        string cookie = a.Cookies.Single();
        a.Cookies.Clear();
        a.Reconnect();
        (await a.EmptyAsync()).StatusCode.Should().Be(400, "its present session is open, and knows it by its cookie");
        a.Cookies.Add(cookie);
        (await a.EmptyAsync()).StatusCode.Should().Be(204);
        lab.Ended.Should().HaveCount(2);
    }

    [Fact]
    public async Task Farewell_without_a_cookie_is_found_by_the_serial_number_alone_where_that_is_what_a_device_proves()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Identity.OuisWithUniqueSerialNumbers.Add("00256D"));
        ScriptedCpe a = lab.Cpe("A1");
        a.KeepsCookies = false;
        a.Evidence = a.Evidence with { CertificateDevice = new DeviceIdentity("00256D", "A1") };
        await a.StartAsync();
        a.Reconnect();

        (await a.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Logs_and_events_hold_no_token()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe a = lab.Cpe("A1");
        ScriptedCpe b = lab.Cpe("B2");
        await a.InformAsync();
        b.Cookies.Add(a.Cookies.Single());
        await b.EmptyAsync();

        string log = string.Join('\n', lab.Log.GetSnapshot().Select(record => record.Message)) + string.Join('\n', lab.Refused);

        log.Should().Contain("SessionOfAnotherDevice").And.NotContain(a.Cookies.Single());
    }

    private static void ShouldBeRefused(AcsLab lab, AcsReply reply, AcsRequestFailure reason)
    {
        reply.StatusCode.Should().Be(403);
        reply.Kind.Should().Be(AcsReplyKind.Forbidden);
        reply.Failure.Should().Be(reason);
        reply.SessionToken.Should().BeNull();
        lab.Refused.Should().ContainSingle().Which.Failure.Should().Be(reason);
    }
}
