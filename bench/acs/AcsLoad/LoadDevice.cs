// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AcsLoad;

/// <summary>One CPE: a certificate named OUI-ProductClass-Serial, and the two POSTs of its sessions written out in advance.</summary>
internal sealed class LoadDevice
{
    private static readonly string NotSupported = """
        <soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2"><soap-env:Body>
        <soap-env:Fault><faultcode>Server</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9000</FaultCode>
        <FaultString>Method not supported</FaultString></cwmp:Fault></detail></soap-env:Fault></soap-env:Body></soap-env:Envelope>
        """.ReplaceLineEndings("");

    private readonly SslStreamCertificateContext _certificate;
    private readonly byte[] _inform;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private LoadDevice(X509Certificate2 certificate, string identity)
    {
        _certificate = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        string[] parts = identity.Split('-');
        string body = $"""
            <soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"
             xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/"
             xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
             xmlns:cwmp="urn:dslforum-org:cwmp-1-2"><soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">1</cwmp:ID></soap-env:Header>
            <soap-env:Body><cwmp:Inform><DeviceId><Manufacturer>Bench</Manufacturer><OUI>{parts[0]}</OUI>
            <ProductClass>{parts[1]}</ProductClass><SerialNumber>{parts[2]}</SerialNumber></DeviceId>
            <Event soap-enc:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>2 PERIODIC</EventCode><CommandKey></CommandKey>
            </EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-03-01T12:00:00Z</CurrentTime><RetryCount>0</RetryCount>
            <ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[7]"><ParameterValueStruct><Name>Device.RootDataModelVersion</Name>
            <Value xsi:type="xsd:string">2.12</Value></ParameterValueStruct><ParameterValueStruct>
            <Name>Device.DeviceInfo.HardwareVersion</Name><Value xsi:type="xsd:string">1.0</Value></ParameterValueStruct>
            <ParameterValueStruct><Name>Device.DeviceInfo.SoftwareVersion</Name><Value xsi:type="xsd:string">3.2.1</Value>
            </ParameterValueStruct><ParameterValueStruct><Name>Device.DeviceInfo.ProvisioningCode</Name><Value xsi:type="xsd:string">
            </Value></ParameterValueStruct><ParameterValueStruct><Name>Device.ManagementServer.ParameterKey</Name>
            <Value xsi:type="xsd:string"></Value></ParameterValueStruct><ParameterValueStruct>
            <Name>Device.ManagementServer.ConnectionRequestURL</Name><Value xsi:type="xsd:string">http://127.0.0.1:7547/cr</Value>
            </ParameterValueStruct><ParameterValueStruct><Name>Device.ManagementServer.AliasBasedAddressing</Name>
            <Value xsi:type="xsd:boolean">0</Value></ParameterValueStruct></ParameterList></cwmp:Inform></soap-env:Body></soap-env:Envelope>
            """.ReplaceLineEndings("");
        _inform = Encoding.ASCII.GetBytes(
            "POST /acs HTTP/1.1\r\nHost: acs.test\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\nContent-Length: " +
            $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>Loads a PEM file with a certificate and its key, named after the device.</summary>
    public static LoadDevice Load(string path)
    {
        using X509Certificate2 loaded = X509Certificate2.CreateFromPemFile(path);
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
        return new LoadDevice(certificate, Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Opens a connection with a full mutual TLS 1.3 handshake.</summary>
    public async Task<SslStream> ConnectAsync(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(host, port);

            // The server is measured. This side leaves out everything that it does not need.
            tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "acs.test",
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = _certificate,
                AllowTlsResume = false,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                    VerificationFlags = X509VerificationFlags.AllFlags,
                },
            });
            return tls;
        }
        catch
        {
            socket.Dispose();
            tls?.Dispose();
            throw;
        }
    }

    /// <summary>Sends an empty POST outside any session and reads the short refusal. It shows that the server is alive.</summary>
    public Task TouchAsync(SslStream tls) => PostAsync(tls, Request("", ""), new byte[1024]);

    /// <summary>The request with the Inform, for clients that send it slowly.</summary>
    public ReadOnlyMemory<byte> Inform => _inform;

    public async Task RunSessionAsync(string host, int port)
    {
        await using SslStream tls = await ConnectAsync(host, port);
        string informAnswer = await PostAsync(tls, _inform, _buffer);
        if (!informAnswer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            || !informAnswer.Contains("InformResponse", StringComparison.Ordinal))
        {
            throw new InvalidDataException("the Inform was answered with " + informAnswer.Split('\r')[0]);
        }

        string cookie = Cookie(informAnswer);
        string answer = await PostAsync(tls, Request(cookie, ""), _buffer);
        while (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && answer.Contains(":Body>", StringComparison.Ordinal)
            && !answer.Contains("InformResponse", StringComparison.Ordinal))
        {
            // An ACS sends requests to a device that it meets for the first time. This device answers every request with a fault.
            answer = await PostAsync(tls, Request(cookie, NotSupported), _buffer);
        }

        if (!answer.StartsWith("HTTP/1.1 20", StringComparison.Ordinal))
        {
            throw new InvalidDataException("the empty POST was answered with " + answer.Split('\r')[0]);
        }

        await tls.ShutdownAsync();
    }

    private static byte[] Request(string cookie, string body) =>
        Encoding.ASCII.GetBytes($"POST /acs HTTP/1.1\r\nHost: acs.test\r\n{cookie}Content-Length: {body.Length}\r\n\r\n{body}");

    private static string Cookie(string head)
    {
        const string Name = "\r\nset-cookie: ";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return "";
        }

        start += Name.Length;
        int end = head.AsSpan(start).IndexOfAny(';', '\r') + start;
        return $"Cookie: {head[start..end]}\r\n";
    }

    // One request, one response with Content-Length or 204.
    private static async Task<string> PostAsync(SslStream tls, byte[] request, byte[] buffer)
    {
        await tls.WriteAsync(request);
        int filled = 0;
        while (true)
        {
            int read = await tls.ReadAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new InvalidDataException("the server closed the connection");
            }

            filled += read;
            int head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && filled >= head + 4 + ContentLength(Encoding.ASCII.GetString(buffer, 0, head)))
            {
                return Encoding.UTF8.GetString(buffer, 0, filled);
            }
        }
    }

    private static int ContentLength(string head)
    {
        const string Name = "\r\ncontent-length:";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return 0;
        }

        string value = head[(start + Name.Length)..];
        int end = value.IndexOf('\r', StringComparison.Ordinal);
        return int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }
}
