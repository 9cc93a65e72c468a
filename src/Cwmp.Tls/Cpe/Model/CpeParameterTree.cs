// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// A data model in memory: the values, attributes and objects of one device, begun from a <see cref="CpeModel"/>. What differs from the model
/// is kept in the engine's state store. Parameters can be bound to the device (<see cref="Bind"/>).
/// </summary>
/// <remarks>
/// <para>
/// Passwords and keys (names that end in <c>Password</c>, <c>Passphrase</c>, <c>PreSharedKey</c> … ) read as empty for the ACS.
/// <c>…NumberOfEntries</c> parameters follow the number of instances of the table beside them. Instance wildcards (<c>*</c>) are understood
/// where <c>ManagementServer.InstanceWildcardsSupported</c> is true. A new instance has what other instances of the same table have in the
/// model, with empty values.
/// </para>
/// <para>Thread-safe; every operation is atomic.</para>
/// </remarks>
public sealed partial class CpeParameterTree : ICpeDataModel, ICpeStoredModel
{
    /// <summary>The most instances one table may have; a further AddObject is answered with fault 9004.</summary>
    public const int MaxInstances = 1024;

    /// <summary>The most parameters one answer may list; a request for more is answered with fault 9004.</summary>
    public const int MaxResults = 200_000;

    private readonly Lock _lock = new();
    private readonly CpeModel _model;
    private readonly IReadOnlyDictionary<string, string>? _factoryValues;
    private readonly Dictionary<string, CpeParameterBinding> _bindings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, CpeModelNode> _notified = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _deleted = new(StringComparer.Ordinal);
    private CpeModelNode _root;
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
        _model = model;
        _factoryValues = factoryValues;
        _root = Build();
        foreach (string name in factoryValues?.Keys ?? [])
        {
            if (Find(name) is not { IsObject: false })
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
    public string Root => _model.Root;

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

    /// <summary>Ties a parameter to the device. A binding stays over a factory reset, and over deletion and re-creation of its object.</summary>
    /// <param name="name">A full parameter name; it need not exist yet.</param>
    /// <param name="binding">What to call; replaces an earlier binding.</param>
    public void Bind(string name, CpeParameterBinding binding)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(binding);
        lock (_lock)
        {
            _bindings[name] = binding;
            if (Find(name) is { IsObject: false } node)
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
            return Find(name) is { IsObject: false } node ? new ParameterValue(node.Name, node.Type, node.CurrentValue) : null;
        }
    }

    /// <summary>Writes one value on behalf of the device, read-only parameters included, and raises <see cref="ParameterChanged"/>.</summary>
    /// <param name="name">A full parameter name.</param>
    /// <param name="value">The value, in the lexical form of the parameter's type.</param>
    /// <returns>False where there is no such parameter.</returns>
    /// <exception cref="ArgumentException">The value is none of the parameter's type.</exception>
    public bool Write(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (Find(name) is not { IsObject: false } node)
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
            return Find(name) is { IsSecret: true };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, ParameterNotification>> GetNotifications()
    {
        lock (_lock)
        {
            KeyValuePair<string, ParameterNotification>[] result = new KeyValuePair<string, ParameterNotification>[_notified.Count];
            int i = 0;
            foreach (CpeModelNode node in _notified.Values)
            {
                result[i++] = new(node.Name, node.Notification);
            }

            return result;
        }
    }

    /// <summary>Begins anew from the factory state, and has what then differs from before put into effect by the device.</summary>
    private void Rebuild(Action? then = null)
    {
        Dictionary<string, string> before = new(StringComparer.Ordinal);
        foreach ((string name, CpeParameterBinding binding) in _bindings)
        {
            if (binding.Write is not null && Find(name) is { IsObject: false } node)
            {
                before[name] = node.Value;
            }
        }

        _root = Build();
        then?.Invoke();
        _version++;
        foreach ((string name, string old) in before)
        {
            if (Find(name) is not { IsObject: false } node || node.Value == old)
            {
                continue;
            }

            try
            {
                _bindings[name].Write!(node.Value);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // There is nobody to tell: the value stands in the tree, and the device does what it can with it.
            }
        }
    }

    private CpeModelNode Build()
    {
        _notified.Clear();
        _deleted.Clear();
        CpeModelNode root = CpeModelNode.CreateRoot(Root);
        foreach (CpeModelEntry entry in _model.Entries)
        {
            if (entry.Name == Root)
            {
                continue;
            }

            ReadOnlySpan<char> trimmed = entry.Name.AsSpan().TrimEnd('.');
            CpeModelNode parent = FindFrom(root, trimmed[..(trimmed.LastIndexOf('.') + 1)])!;
            CpeModelNode node = parent.AddChild(entry, entry.Name, added: false);
            if (!node.IsObject)
            {
                if (_factoryValues?.GetValueOrDefault(entry.Name) is string value)
                {
                    node.Value = node.FactoryValue = value;
                }

                Attach(node);
            }
        }

        return root;
    }

    /// <summary>Ties a node that has just come into the tree to what is kept beside it.</summary>
    private void Attach(CpeModelNode node)
    {
        if (_bindings.TryGetValue(node.Name, out CpeParameterBinding? binding))
        {
            node.Binding = binding;
        }

        if (node.Notification != ParameterNotification.Off)
        {
            _notified[node.Name] = node;
        }
    }

    private CpeModelNode? Find(ReadOnlySpan<char> name) => FindFrom(_root, name);

    private CpeModelNode? FindFrom(CpeModelNode root, ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        bool isObject = name[^1] == '.';
        ReadOnlySpan<char> rest = name[Root.Length..].TrimEnd('.');
        if (isObject && name.Length - rest.Length - Root.Length > (rest.IsEmpty ? 0 : 1))
        {
            return null;
        }

        CpeModelNode? node = root;
        while (!rest.IsEmpty && node is not null)
        {
            int dot = rest.IndexOf('.');
            node = node.FindChild(dot < 0 ? rest : rest[..dot]);
            rest = dot < 0 ? [] : rest[(dot + 1)..];
        }

        return node is not null && node.IsObject == isObject ? node : null;
    }
}
