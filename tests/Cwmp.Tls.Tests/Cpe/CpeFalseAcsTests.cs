// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>False ACSes of every kind, on real sockets: none of them gets an Inform, and the result says which it was.</summary>
public sealed class CpeFalseAcsTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TestPki _others = new();
    private string _username = string.Empty;

    public void Dispose()
    {
        _pki.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Good_acs_gets_the_Inform()
    {
        await using LoopbackServer acs = LoopbackServer.Tls(_pki.Acs().Issue().Certificate, Behave, acceptClients: true);

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Succeeded.Should().BeTrue(result.Message);
        acs.Received.Should().Contain("Inform");
        acs.Connections.Should().Be(1, "the connection is kept for the whole session");
    }

    public static TheoryData<string, CpeSessionFailure> FalseCertificates => new()
    {
        { "wrong CA", CpeSessionFailure.AcsUntrusted },
        { "self-signed", CpeSessionFailure.AcsSelfSigned },
        { "wrong name", CpeSessionFailure.AcsNameMismatch },
        { "expired", CpeSessionFailure.AcsCertificateExpired },
        { "not yet valid", CpeSessionFailure.AcsCertificateExpired },
        { "wrong EKU", CpeSessionFailure.AcsCertificateRefused },
        { "a device's certificate", CpeSessionFailure.AcsCertificateRefused },
        { "wrong CA and expired", CpeSessionFailure.AcsUntrusted },
    };

    [Theory]
    [MemberData(nameof(FalseCertificates))]
    public async Task False_certificate_gets_no_Inform(string kind, CpeSessionFailure expected)
    {
        TestCertificate certificate = kind switch
        {
            "wrong CA" => _others.Acs().Issue(),
            "self-signed" => _pki.Acs().SelfSigned().Issue(),
            "wrong name" => _pki.Acs("acs.example").Issue(),
            "expired" => _pki.Acs().Expired().Issue(),
            "not yet valid" => _pki.Acs().NotYetValid().Issue(),
            "wrong EKU" => _pki.Acs().WrongEku().Issue(),
            "a device's certificate" => _pki.Cpe("localhost").WithDnsName("localhost").Issue(),
            _ => _others.Acs().Expired().Issue(),
        };
        await using LoopbackServer acs = LoopbackServer.Tls(certificate.Certificate, Behave);

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(expected, result.Message);
        result.Exception.Should().NotBeNull();
        TlsHandshakeException.Find(result.Exception).Should().NotBeNull();
        acs.Connections.Should().BeGreaterThan(0);
        acs.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Redirect_to_a_false_acs_gets_no_Inform_there()
    {
        await using LoopbackServer false_ = LoopbackServer.Tls(_others.Acs().Issue().Certificate, Behave);
        await using LoopbackServer acs = LoopbackServer.Tls(
            _pki.Acs().Issue().Certificate, _ => LoopbackServer.Response(302, headers: $"Location: https://localhost:{false_.Port}/\r\n"));

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(CpeSessionFailure.AcsUntrusted);
        false_.Connections.Should().Be(1);
        false_.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Redirected_host_is_judged_by_its_own_name()
    {
        TestCertificate certificate = _pki.Acs("localhost").Issue();
        await using LoopbackServer other = LoopbackServer.Tls(certificate.Certificate, Behave);
        await using LoopbackServer acs = LoopbackServer.Tls(
            certificate.Certificate, _ => LoopbackServer.Response(307, headers: $"Location: https://127.0.0.1:{other.Port}/\r\n"));

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(CpeSessionFailure.AcsNameMismatch);
        result.Message.Should().Contain("localhost").And.Contain("127.0.0.1");
        other.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Downgrade_to_plain_http_on_the_tls_port_gets_no_Inform()
    {
        await using LoopbackServer acs = new(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Response(400, "this is plain http"), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure.Should().Be(CpeSessionFailure.NotTls);
    }

    [Fact]
    public async Task Redirect_to_plain_http_gets_no_Inform()
    {
        await using LoopbackServer plain = new((server, stream, stop) => server.ReadRequestAsync(stream, stop));
        await using LoopbackServer acs = LoopbackServer.Tls(
            _pki.Acs().Issue().Certificate, _ => LoopbackServer.Response(302, headers: $"Location: http://localhost:{plain.Port}/\r\n"));

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure.Should().Be(CpeSessionFailure.RedirectRefused);
        plain.Connections.Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Garbage_in_the_handshake_gets_no_Inform(bool endless)
    {
        await using LoopbackServer acs = new(async (_, stream, stop) =>
        {
            byte[] garbage = new byte[4096];
            new Random(1).NextBytes(garbage);
            do
            {
                await stream.WriteAsync(garbage, stop);
            }
            while (endless);
            await Task.Delay(Timeout.Infinite, stop);
        });

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure
            .Should().BeOneOf(CpeSessionFailure.NotTls, CpeSessionFailure.HandshakeFailed);
    }

    [Fact]
    public async Task Silent_peer_is_given_up_and_gets_no_Inform()
    {
        await using LoopbackServer acs = new((_, _, stop) => Task.Delay(Timeout.Infinite, stop));

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure.Should().Be(CpeSessionFailure.HandshakeFailed);
    }

    [Fact]
    public async Task Peer_that_hangs_up_gets_no_Inform()
    {
        await using LoopbackServer acs = new((_, _, _) => Task.CompletedTask);

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure
            .Should().BeOneOf(CpeSessionFailure.HandshakeFailed, CpeSessionFailure.ConnectionLost);
    }

    [Fact]
    public async Task Endless_answer_of_a_verified_acs_is_cut_off()
    {
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(_pki.Acs().Issue().Certificate);
            await server.ReadRequestAsync(tls, stop);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            byte[] chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 4096) + "\r\n");
            while (true)
            {
                await tls.WriteAsync(chunk, stop);
            }
        });

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure.Should().Be(CpeSessionFailure.ResponseTooLarge);
    }

    [Fact]
    public async Task Endless_header_of_a_verified_acs_is_cut_off()
    {
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(_pki.Acs().Issue().Certificate);
            await server.ReadRequestAsync(tls, stop);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            while (true)
            {
                await tls.WriteAsync("X-More: and more and more and more and more\r\n"u8.ToArray(), stop);
            }
        });

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure
            .Should().BeOneOf(CpeSessionFailure.ResponseTooLarge, CpeSessionFailure.MalformedResponse);
    }

    [Fact]
    public async Task Answer_that_is_not_http_is_told_from_a_lost_connection()
    {
        await using LoopbackServer acs = LoopbackServer.Tls(_pki.Acs().Issue().Certificate, _ => "SSH-2.0-OpenSSH_9.6\r\n\r\n"u8.ToArray());

        (await CallAsync($"https://localhost:{acs.Port}/")).Failure.Should().Be(CpeSessionFailure.MalformedResponse);
    }

    [Fact]
    public async Task Connection_cut_after_the_post_is_lost()
    {
        await using LoopbackServer acs = LoopbackServer.Tls(
            _pki.Acs().Issue().Certificate, request => request.Contains("Inform>", StringComparison.Ordinal) ? Behave(request) : null);

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(CpeSessionFailure.ConnectionLost);
        result.InformDelivered.Should().BeTrue();
    }

    [Fact]
    public async Task Connection_closed_between_two_posts_is_replaced_and_the_session_goes_on()
    {
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(_pki.Acs().Issue().Certificate);
            if (await server.ReadRequestAsync(tls, stop) is string request)
            {
                byte[] response = Behave(request);
                await tls.WriteAsync(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(response)
                    .Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")), stop);
                await tls.ShutdownAsync();
            }
        });

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Succeeded.Should().BeTrue(result.Message);
        acs.Connections.Should().Be(2);
    }

    [Fact]
    public async Task Acs_that_refuses_the_device_s_certificate_without_an_alert_is_a_cut_that_names_the_possibility()
    {
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            // An ACS that trusts only the devices of somebody else. A server over SslStream sends no alert.
            using CwmpTlsContext context = new CwmpTlsContextBuilder()
                .SetEngine(CwmpTlsEngine.SslStream)
                .AddTrustAnchors(_others.Root.Certificate)
                .UseCredential(CertificateCredential.Create(_pki.Acs().Issue().Certificate))
                .Build();
            await using CwmpTlsSession session = context.CreateSession(stream);
            await session.AcceptAsync(stop);
        });

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(CpeSessionFailure.ConnectionLost, result.Message);
        result.Message.Should().Contain("refuses our certificate");
        result.InformDelivered.Should().BeFalse();
    }

    public static TheoryData<SslProtocols, bool, string> Cuts()
    {
        var cuts = new TheoryData<SslProtocols, bool, string>();
        foreach (SslProtocols protocol in (SslProtocols[])[SslProtocols.Tls12, SslProtocols.Tls13])
        {
            foreach (string when in (string[])["after the handshake", "after the Inform", "in the header", "in the body"])
            {
                cuts.Add(protocol, false, when);
                cuts.Add(protocol, true, when);
            }
        }

        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Connection_that_is_cut_is_a_lost_connection_and_no_refusal(SslProtocols protocol, bool reset, string when)
    {
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(_pki.Acs().Issue().Certificate, null, offline: true),
                    EnabledSslProtocols = protocol,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                },
                stop);
            if (when != "after the handshake")
            {
                await server.ReadRequestAsync(tls, stop);
            }

            string answer = Encoding.Latin1.GetString(Behave("Inform>"));
            if (when == "in the header")
            {
                await tls.WriteAsync(Encoding.Latin1.GetBytes(answer[..20]), stop);
            }
            else if (when == "in the body")
            {
                await tls.WriteAsync(Encoding.Latin1.GetBytes(answer[..^20]), stop);
            }

            Socket socket = ((NetworkStream)stream).Socket;
            if (reset)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, stop);
            }
        });

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Failure.Should().Be(CpeSessionFailure.ConnectionLost, result.Message);
        TlsHandshakeException.Find(result.Exception).Should().BeNull();
        result.InformDelivered.Should().BeFalse();
    }

    [Fact]
    public async Task Nobody_there_is_told_from_no_such_name()
    {
        int port;
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        (await CallAsync($"https://127.0.0.1:{port}/")).Failure.Should().Be(CpeSessionFailure.ConnectionRefused);
        (await CallAsync("https://no-such-acs.invalid/")).Failure.Should().Be(CpeSessionFailure.NameNotResolved);
    }

    [Fact]
    public async Task Device_without_a_clock_believes_an_expired_certificate_and_nothing_else()
    {
        await using LoopbackServer expired = LoopbackServer.Tls(_pki.Acs().Expired().Issue().Certificate, Behave);
        await using LoopbackServer untrusted = LoopbackServer.Tls(_others.Acs().Issue().Certificate, Behave);

        (await CallAsync($"https://localhost:{expired.Port}/", VerificationClock.Unknown())).Succeeded.Should().BeTrue();
        (await CallAsync($"https://localhost:{expired.Port}/", VerificationClock.WithFloor(DateTimeOffset.UtcNow))).Failure
            .Should().Be(CpeSessionFailure.AcsCertificateExpired);
        (await CallAsync($"https://localhost:{untrusted.Port}/", VerificationClock.Unknown())).Failure
            .Should().Be(CpeSessionFailure.AcsUntrusted);
        untrusted.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Certificate_that_was_believed_without_a_clock_is_judged_anew_when_the_clock_is_set()
    {
        VerificationClock clock = VerificationClock.Unknown();
        await using LoopbackServer expired = LoopbackServer.Tls(_pki.Acs().Expired().Issue().Certificate, Behave);
        using CwmpTlsContext context = new CwmpTlsContextBuilder().AddTrustAnchors(_pki.Root.Certificate).UseNoCertificate().SetClock(clock)
            .Build();
        await using CpeBench bench = new(url: $"https://localhost:{expired.Port}/")
        {
            Configure = options =>
            {
                options.HandlerFactory = null;
                options.TlsContext = context;
                options.Clock = clock;
            },
        };
        await bench.BootAsync();
        string received = expired.Received;

        clock.SetTrusted();
        CpeSessionResult result = await bench.RequestAsync(EventCode.Periodic);

        result.Failure.Should().Be(CpeSessionFailure.AcsCertificateExpired, "neither a ticket nor a cached verdict outlives the exception");
        expired.Received.Should().Be(received);
    }

    [Fact]
    public async Task Habits_of_other_acses_are_lived_with()
    {
        // 401 and every answer with Connection: close, chunks of odd sizes, another prefix, single quotes, a declaration, no ID, 200 with
        // nothing instead of 204.
        int requests = 0;
        await using LoopbackServer acs = new(async (server, stream, stop) =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(_pki.Acs().Issue().Certificate);
            if (await server.ReadRequestAsync(tls, stop) is not { } request)
            {
                return;
            }

            string answer = requests++ switch
            {
                0 => "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"a, b\",nonce=n,qop=\"auth\",algorithm=MD5-sess\r\nConnection: " +
                    "close\r\nContent-Length: 2\r\n\r\nno",
                1 => "HTTP/1.1 200 X\r\nSet-Cookie: session=1; HttpOnly\r\nSet-Cookie: node=2\r\n" +
                    "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + Chunks("""
                    <?xml version='1.0' encoding='utf-8'?>
                    <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:tr69='urn:dslforum-org:cwmp-1-0'>
                      <s:Body><tr69:InformResponse ><MaxEnvelopes>1</MaxEnvelopes></tr69:InformResponse></s:Body>
                    </s:Envelope>
                    """),
                2 => "HTTP/1.1 200 X\r\nContent-Type: application/soap+xml\r\n" +
                    "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + Chunks("""
                    <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:dslforum-org:cwmp-1-0'><s:Body>
                    <GetParameterValues>
                    <ParameterNames xmlns=''><string>Device.DeviceInfo.SoftwareVersion</string></ParameterNames>
                    </GetParameterValues></s:Body></s:Envelope>
                    """),
                _ => "HTTP/1.1 200 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            };
            await tls.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
            await tls.ShutdownAsync();
        });
        _username = "u";

        CpeSessionResult result = await CallAsync($"https://localhost:{acs.Port}/");

        result.Succeeded.Should().BeTrue(result.Message);
        result.RequestsAnswered.Should().Be(1);
        acs.Connections.Should().Be(4);
        acs.Received.Split("POST ")[^1].Should().Contain("Cookie: session=1; node=2").And.Contain("GetParameterValuesResponse")
            .And.Contain("nc=00000003");

        static string Chunks(string body) =>
            string.Concat(body.Chunk(37).Select(c => $"{c.Length:x}\r\n{new string(c)}\r\n")) + "0\r\n\r\n";
    }

    private static byte[] Behave(string request)
    {
        if (!request.Contains("Inform>", StringComparison.Ordinal))
        {
            return LoopbackServer.Response(204);
        }

        return LoopbackServer.Response(
            200,
            Encoding.UTF8.GetString(CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = new InformResponse(), Id = "1" })),
            "Content-Type: text/xml\r\n");
    }

    private async Task<CpeSessionResult> CallAsync(string url, VerificationClock? clock = null)
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder()
            .AddTrustAnchors(_pki.Root.Certificate)
            .UseCredential(CertificateCredential.Create(_pki.Cpe("00D09E-Gateway-000001").Issue().Certificate))
            .SetHandshakeTimeout(TimeSpan.FromSeconds(3));
        if (clock is not null)
        {
            builder.SetClock(clock);
        }

        using CwmpTlsContext context = builder.Build();
        await using CpeBench bench = new(url: url)
        {
            Configure = options =>
            {
                options.HandlerFactory = null;
                options.TlsContext = context;
            },
        };
        bench.Set("ManagementServer.Username", _username);
        bench.Start();
        return await bench.SessionAsync();
    }
}
