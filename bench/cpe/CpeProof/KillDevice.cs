// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace CpeProof;

/// <summary>
/// The device that gets killed: a real process with its state in a directory. It lives a day that never ends: periodic Informs, values that
/// change, events and reports of its own, and the requests of the ACS. What it did is in its journal, one line before and one after each
/// event.
/// </summary>
internal sealed class KillDevice : ICpeDevice, ICpeTransferHandler
{
    public const string Ready = "ready";
    public const string Damaged = "damaged";

    private readonly string _folder;

    private KillDevice(string folder) => _folder = folder;

    public static async Task<int> RunAsync(string folder, Uri acs, int seed)
    {
        CpeParameterTree tree = new(CpeModel.Device, new Dictionary<string, string>
        {
            ["Device.ManagementServer.URL"] = acs.AbsoluteUri,
            ["Device.ManagementServer.PeriodicInformInterval"] = "1",
            ["Device.ManagementServer.CWMPRetryMinimumWaitInterval"] = "1",
            ["Device.ManagementServer.CWMPRetryIntervalMultiplier"] = "1000",
            ["Device.DeviceInfo.ManufacturerOUI"] = ProofAuthority.Identity(0).Oui,
            ["Device.DeviceInfo.ProductClass"] = ProofAuthority.Identity(0).ProductClass,
            ["Device.DeviceInfo.SerialNumber"] = ProofAuthority.Identity(0).SerialNumber,
        });
        string firmware = Path.Combine(folder, "firmware");
        tree.Write("Device.DeviceInfo.SoftwareVersion", File.Exists(firmware) ? await File.ReadAllTextAsync(firmware) : "1.0");
        using CwmpTlsContext context = new CwmpTlsContextBuilder()
            .LoadVerifyLocations(Path.Combine(folder, "ca.pem"))
            .UseCertificateChainFile(Path.Combine(folder, "cpe.pem"))
            .UsePrivateKeyFile(Path.Combine(folder, "cpe.key"))
            .Build();
        using DirectoryCpeStateStore store = new(Path.Combine(folder, "state"));
        KillDevice device = new(folder);
        using ILoggerFactory log = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new Complaints()));
        CpeEngine engine = new(new CpeEngineOptions
        {
            DataModel = tree,
            StateStore = store,
            TlsContext = context,
            Device = device,
            Transfers = device,
            DownloadDirectory = Path.Combine(folder, "downloads"),
            LoggerFactory = log,
        });
        Task running = engine.RunAsync(CancellationToken.None);
        Console.WriteLine(Ready);
        if (seed != 0)
        {
            await Task.WhenAny(running, LiveAsync(folder, engine, tree, new Random(seed)));
        }

        await running;
        return 1;
    }

    public Task RebootAsync(CancellationToken cancellationToken)
    {
        // The process is the device, so a reboot ends it.
        Environment.Exit(0);
        return Task.CompletedTask;
    }

    public Task FactoryResetAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Accept(CpeTransferInfo transfer)
    {
        // Every file is accepted.
    }

    public async Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(path, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(content, AcsProcess.FileContent(transfer.Url.Segments[^1])))
        {
            throw new CwmpFaultException(CwmpFaultCode.FileCorrupted, "The file is not the one the server has.");
        }

        if (transfer.FileType != FileTypes.FirmwareUpgradeImage)
        {
            return CpeApplyResult.Applied;
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "firmware"), transfer.CommandKey, cancellationToken);
        return CpeApplyResult.AppliedByReboot;
    }

    public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static async Task LiveAsync(string folder, CpeEngine engine, CpeParameterTree tree, Random random)
    {
        // The process may be killed at any time, so nothing waits to be flushed.
        await using FileStream journal =
            new(Path.Combine(folder, "journal"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (int i = 0; ; i++)
        {
            await Task.Delay(random.Next(20, 200));
            string key = $"{Environment.ProcessId}.{i}";
            switch (random.Next(3))
            {
                case 0:
                    journal.Write(System.Text.Encoding.ASCII.GetBytes($"begin {key}\n"));
                    await engine.RaiseEventAsync(EventCode.FromText("M X_00256D_Proof"), key);
                    journal.Write(System.Text.Encoding.ASCII.GetBytes($"done {key}\n"));
                    break;
                case 1:
                    tree.Write("Device.DeviceInfo.ProvisioningCode", key);
                    break;
                default:
                    journal.Write(System.Text.Encoding.ASCII.GetBytes($"begin https://localhost/{key}\n"));
                    _ = engine.SendAsync(
                        new AutonomousTransferComplete { AnnounceURL = $"https://localhost/{key}", FileType = FileTypes.WebContent });
                    break;
            }
        }
    }

    /// <summary>Sends the warnings and errors of the engine to the parent process.</summary>
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            // A session may fail because the ACS was restarted. Any message about the state is damage.
            string kind = eventId.Name?.Contains("State", StringComparison.Ordinal) == true || logLevel >= LogLevel.Error
                ? Damaged
                : "warning";
            Console.WriteLine($"{kind} {eventId.Name}: {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
        }
    }
}
