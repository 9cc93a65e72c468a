// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// A data model in memory: the values, attributes and objects of one device, begun from a <see cref="CpeModel"/>. The engine's state store
/// keeps what differs from the model. <see cref="Bind"/> ties parameters to the device.
/// </summary>
/// <remarks>
/// <para>
/// Passwords and keys (names that end in <c>Password</c>, <c>Passphrase</c>, <c>PreSharedKey</c> … ) read as empty for the ACS.
/// <c>…NumberOfEntries</c> parameters follow the number of instances of the table beside them. Instance wildcards (<c>*</c>) are understood
/// where <c>ManagementServer.InstanceWildcardsSupported</c> is true. A new instance has the members that other instances of the same table
/// have in the model, with empty values.
/// </para>
/// <para>Thread-safe; every operation is atomic.</para>
/// </remarks>
/// <example>
/// <code>
/// var tree = new CpeParameterTree(
///     CpeModel.Load("device.csv"), new Dictionary&lt;string, string&gt; { ["Device.DeviceInfo.SerialNumber"] = "000001" });
/// tree.Bind("Device.WiFi.SSID.1.SSID", new CpeParameterBinding { Write = value => File.WriteAllText("/etc/ssid", value) });
///
/// // On behalf of the device; the engine notifies the ACS if it has asked for that.
/// tree.Write("Device.DeviceInfo.SoftwareVersion", "2.0");
/// </code>
/// </example>
public sealed class CpeParameterTree : ICpeDataModel, ICpeStoredModel
{
    /// <summary>The most instances one table may have; a further AddObject is answered with fault 9004.</summary>
    public const int MaxInstances = 1024;

    /// <summary>The most parameters one answer may list; a request for more is answered with fault 9004.</summary>
    public const int MaxResults = 200_000;

    private readonly Lock _lock = new();
    private readonly CpeFactoryState _factory;
    private CpeNodeTree _nodes;
    private long _version;

    /// <summary>Makes the tree of one device.</summary>
    /// <param name="model">What every device of the kind has.</param>
    /// <param name="factoryValues">
    /// Values of this one device in its factory state, by full name, such as its serial number and the URL of its ACS.
    /// </param>
    /// <exception cref="ArgumentException">A name in <paramref name="factoryValues"/> is not in the model.</exception>
    public CpeParameterTree(CpeModel model, IReadOnlyDictionary<string, string>? factoryValues = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _factory = new CpeFactoryState(model, factoryValues);
        _nodes = new CpeNodeTree(_factory);
        foreach (string name in factoryValues?.Keys ?? [])
        {
            if (_nodes.Find(name) is not { IsObject: false })
            {
                throw new ArgumentException($"The model has no parameter '{name}'.", nameof(factoryValues));
            }
        }

        string Info(string parameter, string otherwise)
            => factoryValues?.GetValueOrDefault(Root + "DeviceInfo." + parameter) ?? otherwise;
        DeviceId = new DeviceIdStruct
        {
            Manufacturer = Info("Manufacturer", model.DeviceId.Manufacturer),
            OUI = Info("ManufacturerOUI", model.DeviceId.OUI),
            ProductClass = Info("ProductClass", model.DeviceId.ProductClass),
            SerialNumber = Info("SerialNumber", model.DeviceId.SerialNumber),
        };
    }

    /// <inheritdoc/>
    public event EventHandler<CpeParameterChangedEventArgs>? ParameterChanged;

    /// <inheritdoc/>
    public string Root => _factory.Model.Root;

    /// <summary>
    /// Who the device is: from the factory values below <c>DeviceInfo.</c>, else from the model.
    /// </summary>
    public DeviceIdStruct DeviceId { get; }

    long ICpeStoredModel.Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>
    /// Ties a parameter to the device. A binding stays over a factory reset, and over deletion and re-creation of its object.
    /// </summary>
    /// <param name="name">A full parameter name; it need not exist yet.</param>
    /// <param name="binding">What to call; replaces an earlier binding.</param>
    public void Bind(string name, CpeParameterBinding binding)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(binding);
        lock (_lock)
        {
            _factory.Bindings[name] = binding;
            if (_nodes.Find(name) is { IsObject: false } node)
            {
                node.Binding = binding;
            }
        }
    }

    /// <summary>Says that the value of a bound parameter has changed on the device.</summary>
    /// <param name="name">A full parameter name.</param>
    public void NotifyChanged(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ParameterChanged?.Invoke(this, new CpeParameterChangedEventArgs(name));
    }

    /// <inheritdoc/>
    public ParameterValue? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            return _nodes.Find(name) is { IsObject: false } node ? new ParameterValue(node.Name, node.Type, node.CurrentValue) : null;
        }
    }

    /// <summary>
    /// Writes one value on behalf of the device, read-only parameters included, and raises <see cref="ParameterChanged"/>.
    /// </summary>
    /// <param name="name">A full parameter name.</param>
    /// <param name="value">The value, in the lexical form of the parameter's type.</param>
    /// <returns>False where there is no such parameter.</returns>
    /// <exception cref="ArgumentException">The value does not have the parameter's type.</exception>
    public bool Write(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_nodes.Find(name) is not { IsObject: false } node)
            {
                return false;
            }

            if (!CpeValueRules.TryNormalize(node.Type, value, out string normalized))
            {
                throw new ArgumentException($"The value for '{name}' is not of type {node.Type}.", nameof(value));
            }

            if (node.Value == normalized)
            {
                return true;
            }

            node.Value = normalized;
            _version++;
        }

        ParameterChanged?.Invoke(this, new CpeParameterChangedEventArgs(name));
        return true;
    }

    /// <inheritdoc/>
    public bool IsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            return _nodes.Find(name) is { IsSecret: true };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, ParameterNotification>> GetNotifications()
    {
        lock (_lock)
        {
            KeyValuePair<string, ParameterNotification>[] result = new KeyValuePair<string, ParameterNotification>[_nodes.Notified.Count];
            int i = 0;
            foreach (CpeModelNode node in _nodes.Notified.Values)
            {
                result[i++] = new(node.Name, node.Notification);
            }

            return result;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            List<ParameterValue> values = [];
            foreach (CpeModelNode node in _nodes.Expand(names))
            {
                values.Add(new ParameterValue(node.Name, node.Type, node.IsSecret ? string.Empty : node.CurrentValue));
            }

            return ValueTask.FromResult<IReadOnlyList<ParameterValue>>(values);
        }
    }

    /// <inheritdoc/>
    public ValueTask<RequestStatus> SetParameterValuesAsync(
        IReadOnlyList<ParameterValue> values, string parameterKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        lock (_lock)
        {
            List<(CpeModelNode Node, string Value)> changes = CpeValueChanges.Accept(_nodes, values);
            CpeParameterKey.ThrowIfUnacceptable(parameterKey);
            CpeValueChanges.Apply(changes);
            CpeParameterKey.Set(_nodes, parameterKey);
            _version++;
            return ValueTask.FromResult(RequestStatus.Applied);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParameterInfoStruct>> GetParameterNamesAsync(
        string path, bool nextLevel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<ParameterInfoStruct>>(CpeNameQuery.Names(_nodes, path, nextLevel));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParameterAttributeStruct>> GetParameterAttributesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            List<ParameterAttributeStruct> attributes = [];
            foreach (CpeModelNode node in _nodes.Expand(names))
            {
                attributes.Add(new ParameterAttributeStruct
                {
                    Name = node.Name,
                    Notification = node.Notification,
                    AccessList = node.AccessList,
                });
            }

            return ValueTask.FromResult<IReadOnlyList<ParameterAttributeStruct>>(attributes);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetParameterAttributesAsync(
        IReadOnlyList<SetParameterAttributesStruct> attributes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        lock (_lock)
        {
            CpeAttributeChanges.Apply(_nodes, attributes);
            _version++;
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<AddObjectResponse> AddObjectAsync(
        string objectName, string parameterKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        lock (_lock)
        {
            CpeModelNode table = _nodes.Find(objectName) is { IsObject: true, Writable: true, IsInstance: false } found
                ? found
                : throw CpeNodeTree.InvalidName(objectName);
            CpeParameterKey.ThrowIfUnacceptable(parameterKey);
            if (table.Children.Count(child => child.IsInstance) >= MaxInstances || table.LastInstance == uint.MaxValue)
            {
                throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"'{objectName}' can have no more instances.");
            }

            uint instance = table.LastInstance + 1;
            _nodes.AddInstance(table, instance);
            CpeParameterKey.Set(_nodes, parameterKey);
            _version++;
            return ValueTask.FromResult(new AddObjectResponse { InstanceNumber = instance, Status = RequestStatus.Applied });
        }
    }

    /// <inheritdoc/>
    public ValueTask<RequestStatus> DeleteObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        lock (_lock)
        {
            CpeModelNode instance = _nodes.Find(objectName) is { IsInstance: true, Writable: true, Parent: not null } found
                ? found
                : throw CpeNodeTree.InvalidName(objectName);
            CpeParameterKey.ThrowIfUnacceptable(parameterKey);
            _nodes.RemoveInstance(instance);
            CpeParameterKey.Set(_nodes, parameterKey);
            _version++;
            return ValueTask.FromResult(RequestStatus.Applied);
        }
    }

    /// <inheritdoc/>
    public ValueTask FactoryResetAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Rebuild();
            return ValueTask.CompletedTask;
        }
    }

    void ICpeStoredModel.SaveState(Utf8JsonWriter writer)
    {
        lock (_lock)
        {
            CpeTreeState.Save(_nodes, writer);
        }
    }

    void ICpeStoredModel.RestoreState(JsonElement state)
    {
        lock (_lock)
        {
            Rebuild(state);
        }
    }

    /// <summary>
    /// Begins again from the factory state or a saved one, and has the device put the values into effect that differ from before.
    /// </summary>
    private void Rebuild(JsonElement? saved = null)
    {
        Dictionary<string, string> before = new(StringComparer.Ordinal);
        foreach ((string name, CpeParameterBinding binding) in _factory.Bindings)
        {
            if (binding.Write is not null && _nodes.Find(name) is { IsObject: false } node)
            {
                before[name] = node.Value;
            }
        }

        _nodes = new CpeNodeTree(_factory);
        if (saved is JsonElement state)
        {
            CpeTreeState.Restore(_nodes, state);
        }

        _version++;
        foreach ((string name, string old) in before)
        {
            if (_nodes.Find(name) is not { IsObject: false } node || node.Value == old)
            {
                continue;
            }

            try
            {
                _factory.Bindings[name].Write!(node.Value);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // No caller could be told. The value stands in the tree, and the device does what it can with it.
            }
        }
    }
}
