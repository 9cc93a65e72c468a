// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/context-and-sessions.md and docs/openssl-migration.md, compiled and run.</summary>
public sealed class ContextAndSessionsPage : IDisposable
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);
    private readonly CertificateAuthority _authority = CertificateAuthority.CreateRoot();
    private readonly CwmpTlsContext _acs;
    private readonly CwmpTlsContext _cpe;
    private readonly CertificateCredential _acsCredential;
    private readonly CertificateCredential _cpeCredential;

    public ContextAndSessionsPage()
    {
        _acsCredential = _authority.IssueAcsCertificate(new AcsCertificateOptions { DnsNames = ["localhost"] });
        _cpeCredential = _authority.IssueCpeCertificate(new DeviceIdentity("012345", "Gateway", "0001"));
        _acs = new CwmpTlsContextBuilder().AddTrustAnchors(_authority.Certificate).UseCredential(_acsCredential).Build();
        _cpe = new CwmpTlsContextBuilder().AddTrustAnchors(_authority.Certificate).UseCredential(_cpeCredential).Build();
    }

    public void Dispose()
    {
        _acs.Dispose();
        _cpe.Dispose();
        _acsCredential.Dispose();
        _cpeCredential.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Server_and_client_of_the_page_understand_each_other()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var listener = new CwmpTlsListener(_acs, new IPEndPoint(IPAddress.Loopback, 0));
        listener.Start();
        Task serving = ServeAllAsync(listener, stop.Token);

        string answer = await AskAsync(_cpe, listener.LocalEndPoint.Port, stop.Token).WaitAsync(Ceiling);

        answer.Should().Be("hello");
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => serving.WaitAsync(Ceiling)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Failure_of_the_page_names_the_cause()
    {
        await using var listener = new CwmpTlsListener(_acs, new IPEndPoint(IPAddress.Loopback, 0));
        listener.Start();
        var said = new StringWriter();

        await DiagnoseAsync(_cpe, "127.0.0.1", listener.LocalEndPoint.Port, said, TestContext.Current.CancellationToken).WaitAsync(Ceiling);

        said.ToString().Should().StartWith(nameof(TlsHandshakeFailure.HostNameMismatch));
    }

    [Fact]
    public void Context_of_the_page_names_every_file_that_is_not_there() =>
        FluentActions.Invoking(CreateContext).Should().Throw<CwmpTlsConfigurationException>()
            .WithMessage("*ca.pem*").WithMessage("*acs.pem*").WithMessage("*acs.key*");

    [Fact]
    public void Callback_of_the_page_is_told_of_each_certificate()
    {
        var builder = new CwmpTlsContextBuilder().AddTrustAnchors(_authority.Certificate).UseCredential(_acsCredential);

        AddCallback(builder);

        using CwmpTlsContext context = builder.Build();
        context.VerifyMode.Should().Be(CwmpTlsVerifyMode.RequireCertificate);
    }

    private static CwmpTlsContext CreateContext()
    {
        CwmpTlsContext context = new CwmpTlsContextBuilder()
            .LoadVerifyLocations("certs/ca.pem")              // whose certificates are believed
            .UseCertificateChainFile("certs/acs.pem")         // what this side shows
            .UsePrivateKeyFile("certs/acs.key")
            .Build();

        return context;
    }

    private static async Task ServeAllAsync(CwmpTlsListener listener, CancellationToken stop)
    {
        await foreach (CwmpTlsSession session in listener.AcceptAllAsync(stop))
        {
            _ = ServeAsync(session, stop);                    // handshake done, certificate verified
        }
    }

    private static async Task ServeAsync(CwmpTlsSession session, CancellationToken stop)
    {
        await using (session)
        {
            Console.WriteLine($"{session.RemoteEndPoint} is {session.PeerIdentity}: {session.VerifyResult}");
            byte[] buffer = new byte[4096];
            for (int count; (count = await session.ReadAsync(buffer, stop)) > 0;)
            {
                await session.WriteAsync(buffer.AsMemory(0, count), stop);
            }

            await session.ShutdownAsync(stop);                // 0 was the peer's close_notify; this is ours
        }
    }

    private static async Task<string> AskAsync(CwmpTlsContext context, int port, CancellationToken stop)
    {
        await using CwmpTlsSession session = await context.ConnectAsync("localhost", port, stop);
        await session.WriteAsync("hello"u8.ToArray(), stop);
        byte[] buffer = new byte[4096];
        int count = await session.ReadAsync(buffer, stop);
        await session.ShutdownAsync(stop);

        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    private static HttpClient CreateClient(CwmpTlsContext context)
    {
        var handler = new SocketsHttpHandler();
        context.Configure(handler);
        var client = new HttpClient(handler);

        return client;
    }

    private static async Task DiagnoseAsync(CwmpTlsContext context, string host, int port, TextWriter log, CancellationToken stop)
    {
        try
        {
            await using CwmpTlsSession session = await context.ConnectAsync(host, port, stop);
        }
        catch (Exception e) when (TlsHandshakeException.Find(e) is { } failure)
        {
            log.WriteLine($"{failure.Failure} at {failure.Stage}: {failure.Cause}. {failure.NextStep}");
        }
    }

    private static void AddCallback(CwmpTlsContextBuilder builder)
    {
        builder.SetVerify(CwmpTlsVerifyMode.RequireCertificate, context =>
        {
            Console.WriteLine($"depth {context.Depth}: {context.Certificate} {context.Finding?.OpenSslName}");
            return context.Preverified;
        });
    }

    private static void Renew(CwmpTlsContextBuilder builder, CertificateCredential current, CertificateCredential renewed,
        TrustStore devices, TrustStore moreDevices)
    {
        var credential = new CertificateCredentialSource(current);
        var trust = new TrustSource(devices);
        CwmpTlsContext context = builder.UseCredential(credential).UseTrust(trust).Build();

        credential.Update(renewed);                           // the next handshake shows it
        trust.Update(moreDevices);                            // the next handshake is judged by it; so is a resumed one
    }
}
