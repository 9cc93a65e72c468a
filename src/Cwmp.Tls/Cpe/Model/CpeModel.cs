// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// What a device looks like when it leaves the factory: its parameters and objects with types, access and values. One model serves any
/// number of <see cref="CpeParameterTree"/>s.
/// </summary>
/// <remarks>
/// Read from the CSV that genieacs-sim uses and GenieACS exports: a header line, then one line per parameter or object, columns found by
/// name: <c>Parameter</c>, <c>Object</c>, <c>Writable</c>, <c>Value</c>, <c>Value type</c> and, if there, <c>Notification</c>; other
/// columns are ignored. The lines <c>DeviceID.Manufacturer</c>, <c>.OUI</c>, <c>.ProductClass</c> and <c>.SerialNumber</c> say who the
/// device is; lines outside <c>Device</c> and <c>InternetGatewayDevice</c> are otherwise left out. Immutable and thread-safe.
/// </remarks>
public sealed partial class CpeModel
{
    /// <summary>The TR-181 root.</summary>
    public const string DeviceRoot = "Device.";

    /// <summary>The TR-098 root.</summary>
    public const string InternetGatewayDeviceRoot = "InternetGatewayDevice.";

    private const int MaximumNameLength = 256;

    private CpeModel(string root, DeviceIdStruct deviceId, IReadOnlyList<CpeModelEntry> entries)
    {
        Root = root;
        DeviceId = deviceId;
        Entries = entries;
        Templates = CpeInstanceTemplates.From(entries);
    }

    /// <summary><see cref="DeviceRoot"/> or <see cref="InternetGatewayDeviceRoot"/>.</summary>
    public string Root { get; }

    /// <summary>Who the device is, as far as the model says: empty texts where it does not.</summary>
    public DeviceIdStruct DeviceId { get; }

    /// <summary>Every parameter and object, parents before children.</summary>
    public IReadOnlyList<CpeModelEntry> Entries { get; }

    internal CpeInstanceTemplates Templates { get; }

    /// <summary>Makes a model from entries.</summary>
    /// <param name="entries">In any order; objects that are only implied by the names below them are added as not writable.</param>
    /// <param name="deviceId">Who the device is; null to take it from <c>DeviceInfo.</c></param>
    /// <exception cref="FormatException">A name is malformed, or there is nothing below either root, or below both.</exception>
    public static CpeModel Create(IEnumerable<CpeModelEntry> entries, DeviceIdStruct? deviceId = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        SortedDictionary<string, CpeModelEntry> byName = new(StringComparer.Ordinal);
        foreach (CpeModelEntry entry in entries)
        {
            ThrowIfMalformed(entry.Name);
            byName[entry.Name] = entry;
            for (int dot = entry.Name.IndexOf('.'); dot >= 0 && dot < entry.Name.Length - 1; dot = entry.Name.IndexOf('.', dot + 1))
            {
                string parent = entry.Name[..(dot + 1)];
                byName.TryAdd(parent, new CpeModelEntry { Name = parent });
            }
        }

        foreach (string name in byName.Keys)
        {
            if (!name.EndsWith('.') && byName.ContainsKey(name + "."))
            {
                throw new FormatException($"'{name}' is both a parameter and an object.");
            }
        }

        bool device = byName.ContainsKey(DeviceRoot);
        if (device == byName.ContainsKey(InternetGatewayDeviceRoot))
        {
            throw new FormatException(device
                ? "The model has both a Device and an InternetGatewayDevice tree; a device has one."
                : "The model has nothing below Device or InternetGatewayDevice.");
        }

        string root = device ? DeviceRoot : InternetGatewayDeviceRoot;
        string Info(string parameter)
            => byName.TryGetValue(root + "DeviceInfo." + parameter, out CpeModelEntry? entry) ? entry.Value : string.Empty;
        return new CpeModel(
            root,
            deviceId ?? new DeviceIdStruct
            {
                Manufacturer = Info("Manufacturer"),
                OUI = Info("ManufacturerOUI"),
                ProductClass = Info("ProductClass"),
                SerialNumber = Info("SerialNumber"),
            },
            [.. byName.Values]);
    }

    /// <summary>Reads a CSV file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The file is not a model; the message names the line.</exception>
    public static CpeModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using StreamReader file = new(path);
        return Parse(file);
    }

    /// <summary>Reads CSV text.</summary>
    /// <param name="csv">The text.</param>
    /// <exception cref="FormatException">The text is not a model; the message names the line.</exception>
    public static CpeModel Parse(TextReader csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        CsvReader reader = new(csv);
        Columns columns = Columns.Find(reader.Read() ?? throw new FormatException("The model is empty: a header line was expected."));
        List<CpeModelEntry> entries = [];
        Dictionary<string, string> deviceId = new(StringComparer.Ordinal);
        while (reader.Read() is { } row)
        {
            string name = Columns.Field(row, columns.Parameter);
            if (name.StartsWith("DeviceID.", StringComparison.Ordinal))
            {
                deviceId[name["DeviceID.".Length..]] = Columns.Field(row, columns.Value);
            }
            else if (IsBelowRoot(name))
            {
                entries.Add(columns.Entry(row, name, reader.RowLine));
            }
        }

        if (!deviceId.TryGetValue("OUI", out string? oui) || !deviceId.TryGetValue("SerialNumber", out string? serial))
        {
            return Create(entries);
        }

        return Create(entries, new DeviceIdStruct
        {
            Manufacturer = deviceId.GetValueOrDefault("Manufacturer", string.Empty),
            OUI = oui,
            ProductClass = deviceId.GetValueOrDefault("ProductClass", string.Empty),
            SerialNumber = serial,
        });
    }

    private static bool IsBelowRoot(string name)
    {
        ReadOnlySpan<char> first = name.AsSpan(0, name.IndexOf('.') is int dot and >= 0 ? dot : name.Length);
        return first is "Device" or "InternetGatewayDevice";
    }

    private static void ThrowIfMalformed(string name)
    {
        if (name.Length is 0 or > MaximumNameLength || name[0] == '.' || name.Contains("..", StringComparison.Ordinal)
            || name.AsSpan().ContainsAny(' ', '\t', '*') || !IsBelowRoot(name))
        {
            throw new FormatException($"'{name}' is not a parameter or object name below Device or InternetGatewayDevice.");
        }
    }

    private readonly record struct Columns(int Parameter, int Object, int Writable, int Value, int Type, int Notification)
    {
        public static Columns Find(IReadOnlyList<string> header)
        {
            int Index(string title)
            {
                for (int i = 0; i < header.Count; i++)
                {
                    if (header[i].AsSpan().Trim('\uFEFF').Trim().Equals(title, StringComparison.OrdinalIgnoreCase))
                    {
                        return i;
                    }
                }

                return -1;
            }

            Columns found = new(
                Index("Parameter"), Index("Object"), Index("Writable"), Index("Value"), Index("Value type"), Index("Notification"));
            return found is { Parameter: >= 0, Object: >= 0, Writable: >= 0, Value: >= 0 }
                ? found
                : throw new FormatException("Line 1: the header must name the columns Parameter, Object, Writable and Value.");
        }

        public static string Field(IReadOnlyList<string> row, int column) => column >= 0 && column < row.Count ? row[column] : string.Empty;

        public CpeModelEntry Entry(IReadOnlyList<string> row, string name, int line)
        {
            bool isObject = Flag(row, Object, line);
            string type = Field(row, Type);
            string notification = Field(row, Notification);
            return new CpeModelEntry
            {
                Name = isObject && !name.EndsWith('.') ? name + "." : name,
                Writable = Flag(row, Writable, line),
                Type = type.Length == 0 ? ParameterType.String : ParameterType.FromName(type),
                Value = isObject ? string.Empty : Field(row, Value),
                Notification = notification.Length == 0 ? null
                    : int.TryParse(notification, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 0 and <= 6
                        ? (ParameterNotification)number
                        : throw new FormatException($"Line {line}: the notification '{notification}' is not a number from 0 to 6."),
            };
        }

        private static bool Flag(IReadOnlyList<string> row, int column, int line)
        {
            string text = Field(row, column).Trim();
            return text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1" ||
                (text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" or ""
                    ? false
                    : throw new FormatException($"Line {line}: '{text}' is neither true nor false."));
        }
    }
}
