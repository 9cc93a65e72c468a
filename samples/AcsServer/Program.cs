// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using AcsServer;
using Cwmp.Tls;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(ServerOptions.Usage);
    return 0;
}

ServerOptions options;
try
{
    options = ServerOptions.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(ServerOptions.Usage);
    return 2;
}

try
{
    return await RunAsync(options);
}
catch (Exception exception) when (exception is CwmpTlsConfigurationException or FormatException or IOException
    or UnauthorizedAccessException)
{
    // A file cannot be used, or a port is taken. The message says which one, and what to do.
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static async Task<int> RunAsync(ServerOptions options)
{
    // One context has all settings of TLS: our certificate, the CAs that we trust, and whether a device needs a certificate.
    var tls = new CwmpTlsContextBuilder()
        .LoadVerifyLocations(options.CaFile)
        .UseCertificateChainFile(options.CertificateFile)
        .UsePrivateKeyFile(options.KeyFile)
        .LoadCrls(options.CrlFiles)
        .WatchFiles()
        .SetVerify(options.ClientCertificatesOptional ? CwmpTlsVerifyMode.RequestCertificate : CwmpTlsVerifyMode.RequireCertificate)
        .SetCipherProfile(options.LegacyTls ? CwmpTlsCipherProfile.LegacyStaticRsa : CwmpTlsCipherProfile.Modern);
    using CwmpTlsContext context = tls.Build();
    context.ReloadFailed += (_, e) =>
        Console.Error.WriteLine($"Files changed and cannot be used; the last good ones stay: {e.Error!.Message}");

    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
    builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
        console.LogToStandardErrorThreshold = LogLevel.Trace);

    // Without this line ASP.NET Core opens a log scope for each POST, and nobody reads it.
    builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);

    // A taken port is an exception with a message. Without this line the host logs the exception again, with its stack.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.ListenAnyIP(options.Port, listen => listen.UseCwmpTls(context));
        if (options.HttpPort is { } httpPort)
        {
            kestrel.ListenAnyIP(httpPort, listen => listen.Protocols = HttpProtocols.Http1);
        }
    });

    CwmpAcsBuilder acsBuilder = builder.Services.AddCwmpAcs(acs =>
    {
        acs.Engine.SessionEnded = SessionReport.Write;
        acs.DrainTimeout = TimeSpan.FromSeconds(5);
        acs.Engine.Identity.AllowPlaintext = options.HttpPort is not null;
        if (options.UsersFile is not null && HasSharedAccounts(options.UsersFile))
        {
            Console.Error.WriteLine(
                "The users file has names that are not of the form OUI-ProductClass-SerialNumber: any device may use them.");
            acs.Engine.Identity.PasswordRule = AcsPasswordRule.SharedAccountsAllowed;
        }
    });
    if (options.UsersFile is not null)
    {
        acsBuilder.AddCredentialFile(options.UsersFile);
    }

    var devices = new DeviceRegistry();
    await using WebApplication app = builder.Build();
    app.MapCwmpAcs("/{**path}", new Provisioning(devices, options));

    await using WebApplication? admin = options.AdminPort is { } adminPort ? new AdminApi(devices).Build(adminPort) : null;
    await app.StartAsync();
    await (admin?.StartAsync() ?? Task.CompletedTask);

    Console.Error.WriteLine($"Listening on {string.Join(", ", app.Urls.Concat(admin?.Urls ?? []))}. Ctrl+C stops.");
    await app.WaitForShutdownAsync();
    await (admin?.StopAsync() ?? Task.CompletedTask);
    return 0;
}

static bool HasSharedAccounts(string path) => File.ReadLines(path).Any(line =>
    line.IndexOf(':', StringComparison.Ordinal) is > 0
        and int colon && line[0] != '#' && !DeviceIdentity.TryParse(line.AsSpan(0, colon), out _));
