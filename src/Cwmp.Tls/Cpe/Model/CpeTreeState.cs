// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// What differs from the factory state, as JSON:
/// <code>
/// {"deleted":["Device.X.1."],"tables":{"Device.X.":7},"added":["Device.X.7."],"values":{"Device.X.7.Enable":"1"},
///  "attributes":{"Device.X.7.Enable":[2,"Subscriber"]}}
/// </code>
/// The order of the members is the order in which they are applied.
/// </summary>
internal static class CpeTreeState
{
    public static void Save(CpeNodeTree nodes, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteNames(writer, "deleted", nodes.Deleted);
        writer.WriteStartObject("tables");
        CpeNodeTree.Walk(nodes.Root, node =>
        {
            if (node.LastInstance > 0 && node.LastInstance != HighestPresent(node))
            {
                writer.WriteNumber(node.Name, node.LastInstance);
            }
        });
        writer.WriteEndObject();

        writer.WriteStartArray("added");
        CpeNodeTree.Walk(nodes.Root, node =>
        {
            if (node is { IsAdded: true, IsInstance: true })
            {
                writer.WriteStringValue(node.Name);
            }
        });
        writer.WriteEndArray();

        writer.WriteStartObject("values");
        CpeNodeTree.Walk(nodes.Root, node =>
        {
            if (node is { IsObject: false, IsChanged: true })
            {
                writer.WriteString(node.Name, node.Value);
            }
        });
        writer.WriteEndObject();

        writer.WriteStartObject("attributes");
        CpeNodeTree.Walk(nodes.Root, node =>
        {
            if (!node.IsObject && (node.Notification != node.FactoryNotification || node.AccessList.Count > 0))
            {
                writer.WriteStartArray(node.Name);
                writer.WriteNumberValue((int)node.Notification);
                foreach (string entry in node.AccessList)
                {
                    writer.WriteStringValue(entry);
                }

                writer.WriteEndArray();
            }
        });
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Applies what was saved. What the model does not know any more is left out.</summary>
    public static void Restore(CpeNodeTree nodes, JsonElement state)
    {
        foreach (JsonElement name in Items(state, "deleted"))
        {
            if (nodes.Find(name.GetString()) is { IsInstance: true } instance)
            {
                nodes.RemoveInstance(instance);
            }
        }

        foreach (JsonElement name in Items(state, "added"))
        {
            ReadOnlySpan<char> path = name.GetString().AsSpan().TrimEnd('.');
            int dot = path.LastIndexOf('.') + 1;
            if (nodes.Find(path[..dot]) is { IsObject: true } table && CpeModelNode.TryGetInstance(path[dot..], out uint instance)
                && table.FindChild(path[dot..]) is null)
            {
                nodes.AddInstance(table, instance);
            }
        }

        foreach (JsonProperty property in Members(state, "tables"))
        {
            if (nodes.Find(property.Name) is { IsObject: true } table && property.Value.TryGetUInt32(out uint last))
            {
                table.LastInstance = Math.Max(table.LastInstance, last);
            }
        }

        foreach (JsonProperty property in Members(state, "values"))
        {
            if (nodes.Find(property.Name) is { IsObject: false } node && property.Value.GetString() is string value)
            {
                node.Value = value;
            }
        }

        foreach (JsonProperty property in Members(state, "attributes"))
        {
            if (nodes.Find(property.Name) is { IsObject: false } node && property.Value is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() > 0)
            {
                nodes.SetNotification(node, (ParameterNotification)list[0].GetInt32());
                node.AccessList = [.. list.EnumerateArray().Skip(1).Select(entry => entry.GetString()).OfType<string>()];
            }
        }
    }

    private static uint HighestPresent(CpeModelNode table)
    {
        uint highest = 0;
        foreach (CpeModelNode child in table.Children)
        {
            if (child.IsObject && CpeModelNode.TryGetInstance(child.Segment, out uint instance))
            {
                highest = Math.Max(highest, instance);
            }
        }

        return highest;
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static JsonElement[] Items(JsonElement state, string name)
        => state.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static JsonProperty[] Members(JsonElement state, string name)
        => state.TryGetProperty(name, out JsonElement members) && members.ValueKind == JsonValueKind.Object
            ? [.. members.EnumerateObject()]
            : [];
}
