// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// The nodes of one <see cref="CpeParameterTree"/>, begun from the factory state: how they are found, how instances come and go, which of
/// them are notified and which were deleted. Used under the lock of the tree.
/// </summary>
internal sealed class CpeNodeTree
{
    private readonly CpeFactoryState _factory;

    /// <param name="factory">What the nodes are made from.</param>
    public CpeNodeTree(CpeFactoryState factory)
    {
        _factory = factory;
        CpeModel model = factory.Model;
        Root = CpeModelNode.CreateRoot(model.Root);
        foreach (CpeModelEntry entry in model.Entries)
        {
            if (entry.Name == model.Root)
            {
                continue;
            }

            ReadOnlySpan<char> trimmed = entry.Name.AsSpan().TrimEnd('.');
            CpeModelNode parent = Find(trimmed[..(trimmed.LastIndexOf('.') + 1)])!;
            CpeModelNode node = parent.AddChild(entry, entry.Name, added: false);
            if (!node.IsObject)
            {
                if (factory.Values?.GetValueOrDefault(entry.Name) is string value)
                {
                    node.Value = node.FactoryValue = value;
                }

                Attach(node);
            }
        }
    }

    public CpeModelNode Root { get; }

    /// <summary>The parameters whose notification is not off, by name.</summary>
    public SortedDictionary<string, CpeModelNode> Notified { get; } = new(StringComparer.Ordinal);

    /// <summary>The instances of the factory state that were deleted.</summary>
    public SortedSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    public static void Walk(CpeModelNode node, Action<CpeModelNode> visit)
    {
        visit(node);
        foreach (CpeModelNode child in node.Children)
        {
            Walk(child, visit);
        }
    }

    public static CwmpFaultException InvalidName(string name)
        => new(CwmpFaultCode.InvalidParameterName, $"There is no '{name}'.");

    /// <summary>The node with a full name; null where there is none.</summary>
    public CpeModelNode? Find(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(Root.Name, StringComparison.Ordinal))
        {
            return null;
        }

        bool isObject = name[^1] == '.';
        ReadOnlySpan<char> rest = name[Root.Name.Length..].TrimEnd('.');
        if (isObject && name.Length - rest.Length - Root.Name.Length > (rest.IsEmpty ? 0 : 1))
        {
            return null;
        }

        CpeModelNode? node = Root;
        while (!rest.IsEmpty && node is not null)
        {
            int dot = rest.IndexOf('.');
            node = node.FindChild(dot < 0 ? rest : rest[..dot]);
            rest = dot < 0 ? [] : rest[(dot + 1)..];
        }

        return node is not null && node.IsObject == isObject ? node : null;
    }

    /// <summary>The parameters that names, partial paths and the empty path stand for.</summary>
    public List<CpeModelNode> Expand(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, "At least one parameter name is needed.");
        }

        List<CpeModelNode> found = [];
        foreach (string name in names)
        {
            foreach (CpeModelNode node in name.Length == 0 ? [Root] : Match(name))
            {
                Walk(node, child =>
                {
                    if (!child.IsObject)
                    {
                        found.Add(child);
                    }
                });
            }

            if (found.Count > CpeParameterTree.MaxResults)
            {
                throw new CwmpFaultException(
                    CwmpFaultCode.ResourcesExceeded, $"The answer would have more than {CpeParameterTree.MaxResults} parameters.");
            }
        }

        return found;
    }

    /// <summary>The nodes a path names: one, or any number where it has wildcards. A path without wildcards must exist.</summary>
    public List<CpeModelNode> Match(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return [Find(path) ?? throw InvalidName(path)];
        }

        if (!path.StartsWith(Root.Name, StringComparison.Ordinal)
            || Find(Root.Name + "ManagementServer.InstanceWildcardsSupported")?.CurrentValue is not ("true" or "1"))
        {
            throw InvalidName(path);
        }

        bool isObject = path[^1] == '.';
        List<CpeModelNode> level = [Root];
        foreach (string segment in path[Root.Name.Length..].TrimEnd('.').Split('.'))
        {
            level = segment == "*"
                ? [.. level.SelectMany(node => node.Children.Where(child => child.IsInstance))]
                : [.. level.Select(node => node.FindChild(segment)).OfType<CpeModelNode>()];
        }

        level.RemoveAll(node => node.IsObject != isObject);
        return level;
    }

    /// <summary>Adds an instance to a table, with what the instances of this table have, and counts it.</summary>
    public void AddInstance(CpeModelNode table, uint instance)
    {
        string prefix = table.Name + instance.ToString(CultureInfo.InvariantCulture) + ".";
        CpeModelNode node = table.AddChild(new CpeModelEntry { Name = prefix, Writable = true }, prefix, added: true);

        // Parents come before their members: the members of a template are sorted by name, and an object's name is a prefix of theirs.
        foreach (CpeModelEntry member in _factory.Model.Templates.For(table.Name).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = prefix + member.Name;
            ReadOnlySpan<char> trimmed = member.Name.AsSpan().TrimEnd('.');
            CpeModelNode parent = Find(string.Concat(prefix, trimmed[..(trimmed.LastIndexOf('.') + 1)])) ?? node;
            CpeModelNode child = parent.AddChild(member, name, added: true);
            if (!child.IsObject)
            {
                Attach(child);
            }
        }

        UpdateNumberOfEntries(table);
    }

    /// <summary>Removes an instance with everything below it, and counts the rest.</summary>
    public void RemoveInstance(CpeModelNode instance)
    {
        Walk(instance, node => Notified.Remove(node.Name));
        instance.Parent!.RemoveChild(instance);

        // What was removed below it needs no mention of its own any more.
        Deleted.RemoveWhere(name => name.StartsWith(instance.Name, StringComparison.Ordinal));
        if (!instance.IsAdded)
        {
            Deleted.Add(instance.Name);
        }

        UpdateNumberOfEntries(instance.Parent);
    }

    /// <summary>Sets the notification attribute.</summary>
    public void SetNotification(CpeModelNode node, ParameterNotification notification)
    {
        node.Notification = notification;
        if (notification == ParameterNotification.Off)
        {
            Notified.Remove(node.Name);
        }
        else
        {
            Notified[node.Name] = node;
        }
    }

    /// <summary>A table <c>Host.</c> is counted by <c>HostNumberOfEntries</c> beside it.</summary>
    private static void UpdateNumberOfEntries(CpeModelNode table)
    {
        if (table.Parent?.FindChild(string.Concat(table.Segment, "NumberOfEntries")) is { IsObject: false, Binding: null } counter)
        {
            counter.Value = table.Children.Count(child => child.IsInstance).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ties a node that has just come into the tree to what is kept beside it.</summary>
    private void Attach(CpeModelNode node)
    {
        if (_factory.Bindings.TryGetValue(node.Name, out CpeParameterBinding? binding))
        {
            node.Binding = binding;
        }

        if (node.Notification != ParameterNotification.Off)
        {
            Notified[node.Name] = node;
        }
    }
}
