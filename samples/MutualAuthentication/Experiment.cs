// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Time;

namespace MutualAuthentication;

/// <summary>The two sides of the experiment. Each side follows the steps of the classic OpenSSL program.</summary>
internal sealed class Experiment(Arguments arguments, Credentials files, TextWriter output)
{
    /// <summary>What the ACS saw on the wire.</summary>
    public HandshakeTrace? Trace { get; private set; }

    private HandshakeTraceLevel TraceLevel => arguments.PcapFile is null ? HandshakeTraceLevel.Messages : HandshakeTraceLevel.Capture;

    /// <summary>Runs both sides. Returns the exception of each side that failed, or an empty list.</summary>
    public async Task<IReadOnlyCollection<Exception>> RunAsync(CancellationToken cancellationToken)
    {
        using CwmpTlsContext acs = CreateAcsContext();
        using CwmpTlsContext cpe = CreateCpeContext();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        output.WriteLine($"ACS  listens on {listener.LocalEndpoint} as {Credentials.Host}");

        Task serving = ServeAsync(listener, acs, cancellationToken);
        Task calling = CallAsync((IPEndPoint)listener.LocalEndpoint, cpe, cancellationToken);
        Task both = Task.WhenAll(serving, calling);
        await both.ContinueWith(_ => { }, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        return both.Exception?.InnerExceptions ?? (IReadOnlyCollection<Exception>)[];
    }

    private CwmpTlsContext CreateAcsContext()
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder(arguments.Method)
            .LoadVerifyLocations(files.CaFile)
            .UseCertificateChainFile(files.AcsFile)
            .UsePrivateKeyFile(files.AcsKeyFile)
            .SetTrace(TraceLevel);
        if (files.CrlFile is not null)
        {
            builder.LoadCrls(files.CrlFile);
        }

        // With the time, this side would refuse its own certificate, because it has expired.
        return arguments.Fault == Fault.ExpiredAcs ? builder.SetClock(VerificationClock.Unknown()).Build() : builder.Build();
    }

    private CwmpTlsContext CreateCpeContext()
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder(arguments.Method).LoadVerifyLocations(files.CaFile);
        builder = arguments.Fault == Fault.NoClientCertificate
            ? builder.UseNoCertificate()
            : builder.UseCertificateChainFile(files.CpeFile).UsePrivateKeyFile(files.CpeKeyFile);
        return arguments.Fault == Fault.ExpiredCpe ? builder.SetClock(VerificationClock.Unknown()).Build() : builder.Build();
    }

    private async Task ServeAsync(TcpListener listener, CwmpTlsContext context, CancellationToken cancellationToken)
    {
        Socket socket = await listener.AcceptSocketAsync(cancellationToken);
        await using CwmpTlsSession session = context.CreateSession(socket);
        try
        {
            await session.AcceptAsync(cancellationToken);
            output.WriteLine($"ACS  {session.VerifyResult}");
            output.WriteLine(
                $"ACS  received {Summarise(await ReceiveAsync(session, cancellationToken))} from device {session.PeerIdentity}");
            await session.WriteAsync(Encoding.UTF8.GetBytes(Messages.InformResponse), cancellationToken);
            if (await session.ReadAsync(new byte[1], cancellationToken) == 0)
            {
                await session.ShutdownAsync(cancellationToken);
            }
        }
        finally
        {
            await session.DisposeAsync();
            Trace = session.Trace;
        }
    }

    private async Task CallAsync(IPEndPoint acs, CwmpTlsContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(acs, cancellationToken);
        if (arguments.Fault == Fault.PlainHttp)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(Messages.Inform), cancellationToken);
            socket.Dispose();
            return;
        }

        await using CwmpTlsSession session = context.CreateSession(socket);
        await session.ConnectAsync(arguments.Fault == Fault.WrongHost ? "other.example" : Credentials.Host, cancellationToken);
        output.WriteLine($"CPE  {session.VerifyResult}");
        output.WriteLine($"CPE  speaks {session.Protocol}, {session.CipherSuite}");
        await session.WriteAsync(Encoding.UTF8.GetBytes(Messages.Inform), cancellationToken);
        output.WriteLine($"CPE  received {Summarise(await ReceiveAsync(session, cancellationToken))}");
        if (arguments.Fault == Fault.CutConnection)
        {
            socket.Shutdown(SocketShutdown.Both);
            return;
        }

        await session.ShutdownAsync(cancellationToken);
        output.WriteLine("CPE  closed the session; the ACS agreed");
    }

    // Reads one HTTP message with a Content-Length.
    private static async Task<string> ReceiveAsync(CwmpTlsSession session, CancellationToken cancellationToken)
    {
        var message = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!IsWhole(message.ToString()))
        {
            int count = await session.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("The peer closed in the middle of a message.");
            }

            message.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return message.ToString();

        static bool IsWhole(string text)
        {
            const string Length = "Content-Length: ";
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            int length = text.IndexOf(Length, StringComparison.Ordinal);
            return end >= 0 && text.Length - end - 4 >= int.Parse(text.AsSpan(length + Length.Length).TrimStart().ToString()
                .Split('\r')[0], CultureInfo.InvariantCulture);
        }
    }

    private static string Summarise(string message) =>
        message.Contains("InformResponse", StringComparison.Ordinal) ? "an InformResponse" : "an Inform";
}
