// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Puts together the Inform: the parameters the root model forces into every one, the changed ones, and those that
/// <c>ManagementServer.InformParameter.{i}.</c> asks for.
/// </summary>
internal sealed class CpeInformBuilder(ICpeDataModel model, CpeModelReader reader)
{
    private static readonly string[] ForcedInDevice =
    [
        "RootDataModelVersion", "DeviceInfo.HardwareVersion", "DeviceInfo.SoftwareVersion", "DeviceInfo.ProvisioningCode",
        "ManagementServer.ParameterKey", "ManagementServer.ConnectionRequestURL", "ManagementServer.AliasBasedAddressing",
    ];

    private static readonly string[] ForcedInInternetGatewayDevice =
    [
        "DeviceSummary", "DeviceInfo.SpecVersion", "DeviceInfo.HardwareVersion", "DeviceInfo.SoftwareVersion",
        "DeviceInfo.ProvisioningCode",
        "ManagementServer.ParameterKey", "ManagementServer.ConnectionRequestURL", "ManagementServer.AliasBasedAddressing",
    ];

    // The ACS may ask for the whole tree. If the Inform became too long to be sent, the ACS would have no session in which to take that
    // back.
    private const int MaxAskedForCharacters = 1024 * 1024;

    private readonly string[] _forced =
    [
        .. (model.Root == CpeModel.InternetGatewayDeviceRoot ? ForcedInInternetGatewayDevice : ForcedInDevice)
            .Select(name => model.Root + name),
    ];

    private string? _externalAddress;

    public async ValueTask<Inform> BuildAsync(
        CpeAnnouncement announcement, IEnumerable<string> changed, int retryCount, CwmpDateTime now, CancellationToken cancellationToken)
    {
        var parameters = new InformParameters(_forced.Length + 4);
        foreach (string name in _forced)
        {
            Add(parameters, name);
        }

        if (model.Root == CpeModel.InternetGatewayDeviceRoot
            && await FindExternalAddressAsync(cancellationToken).ConfigureAwait(false) is string address)
        {
            Add(parameters, address);
        }

        foreach (string name in changed)
        {
            Add(parameters, name);
        }

        await AddInformParametersAsync(parameters, announcement, cancellationToken).ConfigureAwait(false);
        return new Inform
        {
            DeviceId = model.DeviceId,
            Event = announcement.Events,
            CurrentTime = now,
            RetryCount = (uint)retryCount,
            ParameterList = parameters.Values,
        };
    }

    private void Add(InformParameters parameters, string name)
    {
        if (!parameters.Contains(name) && reader.ReadForInform(name) is { } value)
        {
            parameters.Add(value);
        }
    }

    /// <summary>TR-098: the address of the WAN connection in use, which <c>Layer3Forwarding.DefaultConnectionService</c> names.</summary>
    private async ValueTask<string?> FindExternalAddressAsync(CancellationToken cancellationToken)
    {
        string connection = reader.Read(model.Root + "Layer3Forwarding.DefaultConnectionService")?.Text.TrimEnd('.') ?? string.Empty;
        if (connection.Length > 0 && reader.Read(connection + ".ExternalIPAddress") is { } named)
        {
            return named.Name;
        }

        if (_externalAddress is not null && reader.Read(_externalAddress) is not null)
        {
            return _externalAddress;
        }

        string[] addresses = [.. (await reader.GetNamesAsync(model.Root + "WANDevice.", false, cancellationToken).ConfigureAwait(false))
            .Select(parameter => parameter.Name)
            .Where(name => name.EndsWith(".ExternalIPAddress", StringComparison.Ordinal))];
        return _externalAddress = addresses.FirstOrDefault(IsConnected) ?? addresses.FirstOrDefault();
    }

    private bool IsConnected(string address)
        => reader.Read(address[..^"ExternalIPAddress".Length] + "ConnectionStatus")?.Text == "Connected";

    private async ValueTask AddInformParametersAsync(
        InformParameters parameters, CpeAnnouncement announcement, CancellationToken cancellationToken)
    {
        string table = model.Root + "ManagementServer.InformParameter.";
        if (reader.Read(model.Root + "ManagementServer.InformParameterNumberOfEntries") is not { } count
            || !count.TryGetUInt32(out uint entries) || entries == 0)
        {
            return;
        }

        int room = MaxAskedForCharacters;
        foreach (ParameterInfoStruct instance in await reader.GetNamesAsync(table, true, cancellationToken).ConfigureAwait(false))
        {
            if (reader.Read(instance.Name + "Enable") is { } enable && enable.TryGetBoolean(out bool enabled) && enabled
                && AsksFor(reader.Read(instance.Name + "EventList")?.Text ?? string.Empty, announcement)
                && reader.Read(instance.Name + "ParameterName") is { Text.Length: > 0 } name)
            {
                room = await AddMatchesAsync(parameters, name.Text, room, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds what the name stands for as far as there is room for it, and returns the room that is left.</summary>
    private async ValueTask<int> AddMatchesAsync(InformParameters parameters, string name, int room, CancellationToken cancellationToken)
    {
        foreach (ParameterValue value in await reader.GetValuesAsync(name, cancellationToken).ConfigureAwait(false))
        {
            int length = value.Name.Length + value.Text.Length;
            if (length <= room && !parameters.Contains(value.Name))
            {
                parameters.Add(value);
                room -= length;
            }
        }

        return room;
    }

    // TR-181 InformParameter.{i}.EventList: empty means every event; VALUE CHANGE never counts.
    private static bool AsksFor(string eventList, CpeAnnouncement announcement)
    {
        foreach (EventStruct announced in announcement.Events)
        {
            if (announced.EventCode != EventCode.ValueChange
                && (string.IsNullOrWhiteSpace(eventList)
                    || eventList.Split(',', StringSplitOptions.TrimEntries).Any(text => EventCode.FromText(text) == announced.EventCode)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The parameters of one Inform in their order, each once: a partial path may stand for the whole tree.</summary>
    private sealed class InformParameters(int capacity)
    {
        private readonly List<ParameterValue> _values = new(capacity);
        private readonly HashSet<string> _names = new(capacity, StringComparer.Ordinal);

        public IReadOnlyList<ParameterValue> Values => _values;

        public bool Contains(string name) => _names.Contains(name);

        public void Add(ParameterValue value)
        {
            if (_names.Add(value.Name))
            {
                _values.Add(value);
            }
        }
    }
}
