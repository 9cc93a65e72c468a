// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace CpeProof;

/// <summary>One device of the run with faults. Events happen to it round by round, and its ledger says what must follow.</summary>
internal sealed class FaultDevice(
    DeviceIdentity identity, CwmpTlsContext context, Uri acs, DeviceLog log, string folder, int seed, Action<string> report)
        : ICpeTransferHandler
{
    private const string Root = CpeModel.DeviceRoot;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(seed);
    private readonly EventLedger _ledger = new(identity.ToString(), key => log.Reports.Any(received => received.Key == key), report);
    private volatile Func<AcsSession, CancellationToken, Task>? _wish;
    private int _lastKey;
    private bool _isRebooting;

    public DeviceIdentity Identity => identity;

    public EventLedger Ledger => _ledger;

    public DeviceLog Log => log;

    /// <summary>What the ACS does in a session of this device.</summary>
    public Task RunAcsAsync(AcsSession session, CancellationToken cancellationToken)
        => _wish?.Invoke(session, cancellationToken) ?? Task.CompletedTask;

    public async Task RunAsync(SemaphoreSlim places, int rounds, Action roundDone, CancellationToken cancellationToken)
    {
        CpeParameterTree tree = new(CpeModel.Device, new Dictionary<string, string>
        {
            [Root + "ManagementServer.URL"] = acs.AbsoluteUri,
            [Root + "ManagementServer.PeriodicInformEnable"] = "false",
            [Root + "ManagementServer.CWMPRetryMinimumWaitInterval"] = "1",
            [Root + "ManagementServer.CWMPRetryIntervalMultiplier"] = "1000",
            [Root + "DeviceInfo.ManufacturerOUI"] = identity.Oui,
            [Root + "DeviceInfo.ProductClass"] = identity.ProductClass,
            [Root + "DeviceInfo.SerialNumber"] = identity.SerialNumber,
        });
        CpeEngine engine = new(new CpeEngineOptions
        {
            DataModel = tree,
            StateStore = new MemoryCpeStateStore(),
            TlsContext = context,
            Transfers = this,
            DownloadDirectory = folder,
            Random = new Random(seed),
        });
        engine.SessionEnded += (_, session) => _ledger.SessionEnded(session);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = Task.CompletedTask;
        for (int round = 0; round < rounds; round++)
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                if (round == 0)
                {
                    _ledger.Acknowledge(_ledger.Raise("0 BOOTSTRAP"));
                    _ledger.Acknowledge(_ledger.Raise("1 BOOT"));
                    running = Task.Run(() => engine.RunAsync(stop.Token), CancellationToken.None);
                }
                else
                {
                    await LiveAsync(engine, tree, round);
                }

                await DeliverAsync(engine);
            }
            finally
            {
                places.Release();
            }

            roundDone();
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Accept(CpeTransferInfo transfer)
    {
        // Every file is accepted.
    }

    public async Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
    {
        byte[] expected = AcsProcess.FileContent(transfer.Url.Segments[^1]);
        byte[] content = await File.ReadAllBytesAsync(path, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(content, expected))
        {
            report($"{identity} got a file that is not the one the server has");
        }

        return CpeApplyResult.Applied;
    }

    public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task DeliverAsync(CpeEngine engine)
    {
        for (TimeSpan waited = TimeSpan.Zero; !await _ledger.WaitUntilDeliveredAsync(Pause); waited += Pause)
        {
            if (_ledger.AwaitsProof)
            {
                await engine.RequestSessionAsync();
            }
            else if (waited > Patience)
            {
                _ledger.GiveUp();
                return;
            }
        }
    }

    /// <summary>Causes the events of a round, some of them while sessions run.</summary>
    private async Task LiveAsync(CpeEngine engine, CpeParameterTree tree, int round)
    {
        int kind = _random.Next(100);

        // A reboot, also a late one, drops connection requests and changed values.
        bool mayReboot = _isRebooting || kind < 15;
        _isRebooting = kind < 15;
        _wish = kind switch
        {
            < 15 => Wish(key => _ledger.Raise($"M Reboot/{key}"), (session, key, token) => session.RebootAsync(key, token)),
            < 35 =>
            Wish(key => _ledger.Raise($"M ScheduleInform/{key}"), (session, key, token) => session.ScheduleInformAsync(1, key, token)),
            < 60 => Wish(key => _ledger.Raise($"M Download/{key}", report: key), DownloadAsync),
            _ => null,
        };

        EventLedger.Entry? change = null;
        if (!mayReboot && _random.Next(3) == 0)
        {
            change = _ledger.Raise("4 VALUE CHANGE");
            tree.Write(Root + "DeviceInfo.ProvisioningCode", $"round {round}");
        }

        if (!mayReboot && _random.Next(4) == 0)
        {
            await RaiseAsync(engine, EventCode.ConnectionRequest, "", isRetried: false);
        }

        await RaiseAsync(engine, EventCode.Periodic, "");
        if (change is not null)
        {
            // The engine handles events in the order in which they come.
            _ledger.Acknowledge(change);
        }

        for (int i = _random.Next(4); i > 0; i--)
        {
            await Task.Delay(_random.Next(30));
            await RaiseAsync(engine, EventCode.FromText("M X_00256D_Proof"), $"{Interlocked.Increment(ref _lastKey)}");
        }

        if (_random.Next(3) == 0)
        {
            string url = $"https://localhost/{Interlocked.Increment(ref _lastKey)}";
            _ledger.Promise(_ledger.Raise(EventCode.AutonomousTransferComplete.Text, report: url));
            await engine.SendAsync(new AutonomousTransferComplete { AnnounceURL = url, FileType = FileTypes.WebContent });
        }
    }

    private async Task RaiseAsync(CpeEngine engine, EventCode code, string key, bool isRetried = true)
    {
        EventLedger.Entry entry = _ledger.Raise(key.Length == 0 ? code.Text : $"{code.Text}/{key}", isRetried);
        await engine.RaiseEventAsync(code, key);
        _ledger.Acknowledge(entry);
    }

    // Each attempt has another key, because an attempt without an answer may have reached the device.
    private Func<AcsSession, CancellationToken, Task> Wish(
        Func<string, EventLedger.Entry> raise, Func<AcsSession, string, CancellationToken, Task> ask)
    {
        int answered = 0;
        return async (session, cancellationToken) =>
        {
            if (Volatile.Read(ref answered) != 0)
            {
                return;
            }

            string key = $"{Interlocked.Increment(ref _lastKey)}";
            EventLedger.Entry entry = raise(key);
            await ask(session, key, cancellationToken);
            _ledger.Promise(entry);
            Volatile.Write(ref answered, 1);
        };
    }

    private Task DownloadAsync(AcsSession session, string key, CancellationToken cancellationToken)
    {
        string name = $"{key}-{1 + (key.Length * 13 % 50)}";
        return session.DownloadAsync(
            new Download
            {
                CommandKey = key,
                FileType = FileTypes.VendorConfigurationFile,
                URL = new Uri(acs, "/files/" + name).AbsoluteUri,
                FileSize = (uint)AcsProcess.Size(name),
            },
            cancellationToken);
    }
}
