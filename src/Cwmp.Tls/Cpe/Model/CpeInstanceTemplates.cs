// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// What a new instance of each table consists of, learnt from the instances in the model. <c>Device.NAT.PortMapping.{i}.</c> has all
/// members that any <c>Device.NAT.PortMapping.n.</c> of the model has, with the empty value of each type. Tables inside an instance begin
/// without instances.
/// </summary>
internal sealed class CpeInstanceTemplates
{
    private readonly Dictionary<string, Dictionary<string, CpeModelEntry>> _tables = new(StringComparer.Ordinal);

    public static CpeInstanceTemplates From(IReadOnlyList<CpeModelEntry> entries)
    {
        CpeInstanceTemplates templates = new();
        foreach (CpeModelEntry entry in entries)
        {
            templates.Learn(entry);
        }

        return templates;
    }

    /// <summary>The entries of a new instance, names relative to it; none when no instance was ever seen.</summary>
    public IReadOnlyCollection<CpeModelEntry> For(string table)
        => _tables.TryGetValue(Normalize(table), out Dictionary<string, CpeModelEntry>? members) ? members.Values : [];

    public static string EmptyValue(ParameterType type) => type.Kind switch
    {
        ParameterTypeKind.Int or ParameterTypeKind.UnsignedInt or ParameterTypeKind.Long or ParameterTypeKind.UnsignedLong => "0",
        ParameterTypeKind.Boolean => "false",
        ParameterTypeKind.DateTime => CwmpDateTime.Unknown.Text,
        _ => string.Empty,
    };

    private static bool IsNumber(ReadOnlySpan<char> segment) => !segment.IsEmpty && !segment.ContainsAnyExceptInRange('0', '9');

    private static string Normalize(string name)
    {
        string[] segments = name.Split('.');
        for (int i = 1; i < segments.Length; i++)
        {
            if (IsNumber(segments[i]))
            {
                segments[i] = "{i}";
            }
        }

        return string.Join('.', segments);
    }

    private void Learn(CpeModelEntry entry)
    {
        // The last number in the name is the instance; its table learns the rest of the name.
        string name = entry.Name;
        int start = 0;
        string? table = null;
        int relative = 0;
        while (start < name.Length)
        {
            int end = name.IndexOf('.', start);
            end = end < 0 ? name.Length : end;
            if (start > 0 && IsNumber(name.AsSpan(start, end - start)))
            {
                table = name[..start];
                relative = Math.Min(end + 1, name.Length);
            }

            start = end + 1;
        }

        if (table is null)
        {
            return;
        }

        string key = Normalize(table);
        if (!_tables.TryGetValue(key, out Dictionary<string, CpeModelEntry>? members))
        {
            _tables[key] = members = new Dictionary<string, CpeModelEntry>(StringComparer.Ordinal);
        }

        string member = name[relative..];
        if (member.Length > 0)
        {
            members.TryAdd(member, entry with { Name = member, Value = EmptyValue(entry.Type) });
        }
    }
}
