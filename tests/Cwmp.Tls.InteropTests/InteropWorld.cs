// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.InteropTests;

/// <summary>Certificates in files for openssl, contexts over the same ones for us.</summary>
internal sealed class InteropWorld : IDisposable
{
    public const string Host = "acs.example";
    public const string Device = "012345-STB-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cwmp-tls-interop-");
    private readonly List<IDisposable> _owned = [];
    private int _files;

    public InteropWorld() => CaFile = Write("ca.pem", Pki.Root.ToPem());

    public TestPki Pki { get; } = new();

    public string CaFile { get; }

    public TestCertificate Acs(TestKey key = default) => Pki.Acs(Host).WithKey(key).IssuedBy(Pki.Intermediate).Issue();

    public TestCertificate Cpe(TestKey key = default) => Pki.Cpe(Device).WithKey(key).IssuedBy(Pki.Intermediate).Issue();

    /// <summary>A context of ours, over the same files that openssl would get.</summary>
    public CwmpTlsContext Context(TestCertificate? certificate, CwmpTlsMethod method, CwmpTlsFlags flags = default,
        Action<CwmpTlsContextBuilder>? configure = null)
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder(method).LoadVerifyLocations(CaFile).SetFlags(flags);
        if (certificate is null)
        {
            builder.UseNoCertificate();
        }
        else
        {
            (string chain, string key) = Save(certificate);
            builder.UseCertificateChainFile(chain).UsePrivateKeyFile(key);
        }

        configure?.Invoke(builder);
        CwmpTlsContext context = builder.Build();
        _owned.Add(context);
        return context;
    }

    /// <summary>The options of openssl that show a certificate and its intermediates.</summary>
    public string[] Show(TestCertificate certificate)
    {
        (string chain, string key) = Save(certificate);
        return ["-cert", chain, "-cert_chain", chain, "-key", key];
    }

    public string NewFile() => Path.Combine(_folder.FullName, "file" + ++_files);

    public string NewFile(string content) => Write("file" + ++_files, content);

    /// <summary>s_server, mutual authentication required, answering each line reversed.</summary>
    public Task<(OpenSslProcess Server, int Port)> StartServerAsync(TestCertificate certificate, CwmpTlsMethod method, params string[] more)
    {
        (string chain, string key) = Save(certificate);
        return StartServerAsync(chain, key, method, ["-cert_chain", chain, "-verify_return_error", "-Verify", "3", "-rev", .. more]);
    }

    /// <summary>
    /// s_server with a certificate from a file and nothing else; a null method leaves the version to the further options.
    /// </summary>
    public async Task<(OpenSslProcess Server, int Port)> StartServerAsync(string chain, string key, CwmpTlsMethod? method,
        params string[] more)
    {
        OpenSslProcess server = OpenSslProcess.Start(
            ["s_server", "-accept", "127.0.0.1:0", "-CAfile", CaFile, .. Version(method), "-cert", chain, "-key", key, .. more]);
        string line = await server.WaitForAsync("ACCEPT");
        return (server, int.Parse(line[(line.LastIndexOf(':') + 1)..]));
    }

    /// <summary>s_client; a null method leaves the version to the further options.</summary>
    public OpenSslProcess StartClient(int port, TestCertificate? certificate, CwmpTlsMethod? method, params string[] more) =>
        OpenSslProcess.Start(
    [
        "s_client", "-connect", $"127.0.0.1:{port}", "-servername", Host, "-verify_hostname", Host, "-verify_return_error", "-CAfile",
        CaFile,
        .. Version(method), .. certificate is null ? [] : Show(certificate), .. more,
    ]);

    /// <summary>Writes a certificate with its intermediates, and its key.</summary>
    public (string Chain, string Key) Save(TestCertificate certificate) => certificate.Save(_folder.FullName, "certificate" + ++_files);

    public static async Task<CwmpTlsSession> DialAsync(CwmpTlsContext context, int port, string host = Host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        CwmpTlsSession session = context.CreateSession(socket);
        try
        {
            await session.ConnectAsync(host);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        Pki.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string[] Version(CwmpTlsMethod? method) => method switch
    {
        null => [],
        CwmpTlsMethod.Tls12 => ["-tls1_2"],
        _ => ["-tls1_3"],
    };

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
