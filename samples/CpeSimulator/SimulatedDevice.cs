// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace CpeSimulator;

/// <summary>One gateway: a parameter tree, a certificate, and an engine that talks to the ACS. Downloaded files are not used.</summary>
internal sealed class SimulatedDevice : ICpeDevice, ICpeTransferHandler, IDisposable
{
    private readonly CpeParameterTree _tree;
    private readonly CwmpTlsContext? _context;
    private readonly DirectoryCpeStateStore? _store;
    private string? _nextFirmware;
    private long _booted = Stopwatch.GetTimestamp();

    public SimulatedDevice(SimulatorOptions options, DeviceIdentity identity, CwmpTlsContext? context, int number)
    {
        string root = options.Model.Root;
        var factory = new Dictionary<string, string> { [root + "ManagementServer.URL"] = options.Acs.AbsoluteUri };
        SetIfThere(factory, options.Model, root + "DeviceInfo.ManufacturerOUI", identity.Oui);
        SetIfThere(factory, options.Model, root + "DeviceInfo.ProductClass", identity.ProductClass);
        SetIfThere(factory, options.Model, root + "DeviceInfo.SerialNumber", identity.SerialNumber);

        // A model that was taken from a real device has credentials for another ACS.
        SetIfThere(factory, options.Model, root + "ManagementServer.Username", options.Username, evenIfEmpty: true);
        SetIfThere(factory, options.Model, root + "ManagementServer.Password", options.Password, evenIfEmpty: true);
        _tree = new CpeParameterTree(options.Model, factory);
        _tree.Bind(root + "DeviceInfo.UpTime", new CpeParameterBinding
        {
            Read = () => ((long)Stopwatch.GetElapsedTime(_booted).TotalSeconds).ToString(CultureInfo.InvariantCulture),
        });

        _context = context;
        _store = options.StateFolder is null
            ? null
            : new DirectoryCpeStateStore(Path.Combine(options.StateFolder, identity.ToCommonName()));
        Engine = new CpeEngine(new CpeEngineOptions
        {
            DataModel = _tree,
            StateStore = (ICpeStateStore?)_store ?? new MemoryCpeStateStore(),
            TlsContext = context,
            Device = this,
            Transfers = this,
            DownloadDirectory = Path.Combine(options.StateFolder ?? Path.GetTempPath(), "cpe-simulator", identity.ToCommonName()),

            // A simulated device never runs its files, so a file server without TLS does no harm.
            PlainHttp = CpePlainHttp.Transfers | (options.AllowPlainHttp ? CpePlainHttp.Acs : CpePlainHttp.None),
            ConnectionRequests = options.ConnectionRequestPort is int port
                ? new ConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Any, port == 0 ? 0 : port + number) }
                : null,
        });
    }

    public CpeEngine Engine { get; }

    public void Dispose()
    {
        _store?.Dispose();
        _context?.Dispose();
    }

    public Task RebootAsync(CancellationToken cancellationToken)
    {
        _booted = Stopwatch.GetTimestamp();
        if (_nextFirmware is not null)
        {
            _tree.Write(_tree.Root + "DeviceInfo.SoftwareVersion", _nextFirmware);
            _nextFirmware = null;
        }

        return Task.CompletedTask;
    }

    // The engine has reset the tree, and the device keeps nothing else.
    public Task FactoryResetAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Accept(CpeTransferInfo transfer)
    {
        // Every file is accepted.
    }

    public async Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
    {
        if (transfer.FileType != FileTypes.FirmwareUpgradeImage)
        {
            return CpeApplyResult.Applied;
        }

        // The name of the new version comes from the image. The version runs after the reboot.
        await using FileStream image = File.OpenRead(path);
        _nextFirmware = Convert.ToHexStringLower(await SHA256.HashDataAsync(image, cancellationToken))[..8];
        return CpeApplyResult.AppliedByReboot;
    }

    public async Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (ParameterValue value in await _tree.GetParameterValuesAsync([string.Empty], cancellationToken))
        {
            text.Append(value.Name).Append('=').Append(value.Text).Append('\n');
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void SetIfThere(Dictionary<string, string> factory, CpeModel model, string name, string value, bool evenIfEmpty = false)
    {
        if ((value.Length > 0 || evenIfEmpty) && model.Entries.Any(entry => entry.Name == name))
        {
            factory[name] = value;
        }
    }
}
