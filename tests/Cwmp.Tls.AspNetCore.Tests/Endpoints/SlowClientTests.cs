// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

public sealed class SlowClientTests
{
    private static readonly DeviceIdentity Identity = new("012345", "STB", "1");

    private static CancellationToken Ceiling => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_that_trickles_in_is_408_after_its_time()
    {
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Options = o =>
            {
                (o.Engine.Identity.AllowPlaintext, o.Engine.Identity.AllowUnauthenticatedDevices) = (true, true);
                o.BodyTimeout = TimeSpan.FromMilliseconds(300);
            },
        });
        using Socket socket = await ConnectAsync(host.Plain);
        await SendAsync(socket, "POST /acs HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n<soap");

        string answer = await ReadToEndAsync(socket);

        answer.Should().StartWith("HTTP/1.1 408 ").And.Contain("Connection: close");
    }

    [Fact]
    public async Task Probe_that_opens_a_connection_and_leaves_is_ignored()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        foreach (Uri url in new[] { host.Tls, host.Plain })
        {
            using Socket socket = await ConnectAsync(url);
            socket.Close();
        }

        await new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity).RunAsync();

        host.Logs.GetSnapshot().Should().NotContain(r => r.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Connections_that_send_a_header_for_ever_do_not_keep_devices_out()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        var slow = new List<Socket>();
        try
        {
            for (int i = 0; i < 500; i++)
            {
                Socket socket = await ConnectAsync(host.Plain);
                await SendAsync(socket, "POST /acs HTTP/1.1\r\nX-" + i + ": ");
                slow.Add(socket);
            }

            await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            {
                var identity = new DeviceIdentity("012345", "STB", $"{i}");
                return new TestDevice(host.CreateClient(host.Pki.Cpe(identity).Issue()), host.Tls, identity).RunAsync();
            }));
        }
        finally
        {
            slow.ForEach(s => s.Dispose());
        }

        host.Sessions.Should().HaveCount(20);
    }

    [Fact]
    public async Task Idle_and_slow_TLS_connections_do_not_keep_devices_out()
    {
        // The short form of bench/acs/load.sh.
        await using AcsHost host = await AcsHost.StartAsync();
        TestCertificate lazy = host.Pki.Cpe(Identity).Issue();
        var held = new List<IDisposable>();
        try
        {
            for (int i = 0; i < 120; i++)
            {
                Socket socket = await ConnectAsync(host.Tls);
                held.Add(socket);
                if (i % 4 == 0)
                {
                    // The beginning of a ClientHello.
                    await socket.SendAsync(new byte[] { 22, 3, 1, 2, 0, 1, 0 }, Ceiling);
                    continue;
                }

                var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
                held.Add(tls);
                await tls.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = "acs.test",
                        ClientCertificateContext = SslStreamCertificateContext.Create(lazy.Certificate, null, offline: true)
                    },
                    Ceiling);
                string? sent = (i % 4) switch
                {
                    1 => "POST /acs HTTP/1.1\r\nX-Slow: ",
                    2 => "POST /acs HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n<soap",
                    _ => null,
                };
                await tls.WriteAsync(Encoding.ASCII.GetBytes(sent ?? ""), Ceiling);
            }

            await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            {
                var identity = new DeviceIdentity("012345", "STB", $"{i}");
                return new TestDevice(host.CreateClient(host.Pki.Cpe(identity).Issue()), host.Tls, identity).RunAsync();
            }));
        }
        finally
        {
            held.ForEach(h => h.Dispose());
        }

        host.Sessions.Should().HaveCount(10).And.OnlyContain(session => session.Outcome == "Completed");
    }

    [Fact]
    public async Task Bodies_together_are_limited_with_503()
    {
        var setup = new AcsHost.Setup
        {
            Options = o =>
            {
                (o.Engine.Identity.AllowPlaintext, o.Engine.Identity.AllowUnauthenticatedDevices) = (true, true);
                (o.MaxBodyBytes, o.MaxBufferedBytes) = (64 << 10, 256 << 10);
            },
        };
        await using AcsHost host = await AcsHost.StartAsync(setup);
        var hogs = new List<Socket>();
        try
        {
            // Each holds 32 KiB of its body back after having sent as much.
            for (int i = 0; i < 12; i++)
            {
                Socket socket = await ConnectAsync(host.Plain);
                await SendAsync(socket, $"POST /acs HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n{new string('x', 32768)}");
                hogs.Add(socket);
            }

            Task<string>[] answers = [.. hogs.Select(ReadHeadAsync)];
            string first = await await Task.WhenAny(answers).WaitAsync(Ceiling);

            first.Should().StartWith("HTTP/1.1 503 ").And.Contain("Retry-After: 60");
        }
        finally
        {
            hogs.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Authorization: Basic dTpwdw==\r\n")]
    [InlineData("Content-Encoding: gzip\r\n")]
    [InlineData("Cookie: session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    public async Task Strangers_take_neither_the_places_nor_the_memory_of_devices(string headers)
    {
        var setup = new AcsHost.Setup
        {
            Options = o =>
            {
                o.Engine.Identity.AllowPlaintext = true;
                (o.MaxBodyBytes, o.MaxBufferedBytes, o.MaxConcurrentRequests) = (64 << 10, 256 << 10, 4);
            },
        };
        await using AcsHost host = await AcsHost.StartAsync(setup);
        var strangers = new List<Socket>();
        try
        {
            for (int i = 0; i < 12; i++)
            {
                Socket socket = await ConnectAsync(host.Plain);
                strangers.Add(socket);
                await SendAsync(socket, $"POST /acs HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: 65536\r\n\r\n{new string('x', 32768)}");

                // Before what is left of the body, which never comes.
                (await ReadHeadAsync(socket)).Should().StartWith("HTTP/1.1 401 ");
            }

            await new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity).RunAsync();
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }

        host.Sessions.Should().ContainSingle();
    }

    [Fact]
    public async Task Connection_goes_on_after_a_challenge_whose_body_was_not_read()
    {
        var setup = new AcsHost.Setup();
        setup.Accounts.Set(Identity.ToCommonName(), new CwmpAccount(HttpCredential.FromPassword("pw")));
        await using AcsHost host = await AcsHost.StartAsync(setup);
        using var tls = new SslStream(new NetworkStream(await ConnectAsync(host.Tls), ownsSocket: true), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "acs.test" }, Ceiling);
        string body = Envelopes.Inform(Identity);
        string basic = Convert.ToBase64String(Encoding.ASCII.GetBytes(Identity.ToCommonName() + ":pw"));

        foreach ((string header, string status) in new[] { ("", "401"), ($"Authorization: Basic {basic}\r\n", "200") })
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /acs HTTP/1.1\r\nHost: h\r\n{header}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), Ceiling);
            byte[] buffer = new byte[8192];
            int read = await tls.ReadAsync(buffer, Ceiling);
            Encoding.Latin1.GetString(buffer, 0, read).Should().StartWith($"HTTP/1.1 {status} ").And.NotContain("Connection: close");
        }
    }

    [Fact]
    public async Task User_name_in_Latin1_octets_is_understood()
    {
        var setup = new AcsHost.Setup { Options = o => o.Engine.Identity.AllowPlaintext = true };
        setup.Accounts.Set("gerät", new CwmpAccount(HttpCredential.FromPassword("geheim"), Identity));
        await using AcsHost host = await AcsHost.StartAsync(setup);
        using Socket socket = await ConnectAsync(host.Plain);
        const string Answer =
            "Digest username=\"gerät\", realm=\"CWMP\", nonce=\"x\", uri=\"/acs\", response=\"00000000000000000000000000000000\"";

        await SendAsync(socket, $"POST /acs HTTP/1.1\r\nHost: h\r\nAuthorization: {Answer}\r\nContent-Length: 0\r\n\r\n");

        (await ReadHeadAsync(socket)).Should().StartWith("HTTP/1.1 401 ");
        host.Refusals.Should().ContainSingle().Which.Evidence.Username.Should().Be("gerät");
    }

    private static async Task<Socket> ConnectAsync(Uri url)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, Ceiling);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text);
        while (!rest.IsEmpty)
        {
            rest = rest[await socket.SendAsync(rest, Ceiling)..];
        }
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Ceiling);
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        int read = await socket.ReceiveAsync(buffer, Ceiling);
        return Encoding.Latin1.GetString(buffer, 0, read);
    }
}
