// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <content>Values and names.</content>
public sealed partial class CpeParameterTree
{
    private const int MaximumParameterKeyLength = 32;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            List<ParameterValue> values = [];
            foreach (CpeModelNode node in Expand(names))
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
            List<(CpeModelNode Node, string Value)> changes = Accept(values);
            ThrowIfBadParameterKey(parameterKey);
            Apply(changes);
            SetParameterKey(parameterKey);
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
            List<ParameterInfoStruct> names = [];
            if (path.Length == 0 && nextLevel)
            {
                // The level below the empty path is the root object.
                names.Add(Info(_root));
            }
            else if (path.Length > 0 && path[^1] != '.')
            {
                if (nextLevel)
                {
                    throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, $"'{path}' is a parameter and has no next level.");
                }

                names.AddRange(Match(path).Select(Info));
            }
            else
            {
                foreach (CpeModelNode node in path.Length == 0 ? [_root] : Match(path))
                {
                    if (nextLevel)
                    {
                        names.AddRange(node.Children.Select(Info));
                    }
                    else
                    {
                        Walk(node, found => names.Add(Info(found)));
                    }
                }
            }

            return ValueTask.FromResult<IReadOnlyList<ParameterInfoStruct>>(names);
        }
    }

    private static ParameterInfoStruct Info(CpeModelNode node) => new() { Name = node.Name, Writable = node.Writable };

    private static void Walk(CpeModelNode node, Action<CpeModelNode> visit)
    {
        visit(node);
        foreach (CpeModelNode child in node.Children)
        {
            Walk(child, visit);
        }
    }

    private static CwmpFaultException InvalidName(string name)
        => new(CwmpFaultCode.InvalidParameterName, $"There is no '{name}'.");

    /// <summary>The parameters that names, partial paths and the empty path stand for.</summary>
    private List<CpeModelNode> Expand(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, "At least one parameter name is needed.");
        }

        List<CpeModelNode> found = [];
        foreach (string name in names)
        {
            foreach (CpeModelNode node in name.Length == 0 ? [_root] : Match(name))
            {
                Walk(node, child =>
                {
                    if (!child.IsObject)
                    {
                        found.Add(child);
                    }
                });
            }

            if (found.Count > MaxResults)
            {
                throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"The answer would have more than {MaxResults} parameters.");
            }
        }

        return found;
    }

    /// <summary>The nodes a path names: one, or any number where it has wildcards. A path without wildcards must exist.</summary>
    private List<CpeModelNode> Match(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return [Find(path) ?? throw InvalidName(path)];
        }

        if (!path.StartsWith(Root, StringComparison.Ordinal)
            || Find(Root + "ManagementServer.InstanceWildcardsSupported")?.CurrentValue is not ("true" or "1"))
        {
            throw InvalidName(path);
        }

        bool isObject = path[^1] == '.';
        List<CpeModelNode> level = [_root];
        foreach (string segment in path[Root.Length..].TrimEnd('.').Split('.'))
        {
            level = segment == "*"
                ? [.. level.SelectMany(node => node.Children.Where(child => child.IsInstance))]
                : [.. level.Select(node => node.FindChild(segment)).OfType<CpeModelNode>()];
        }

        level.RemoveAll(node => node.IsObject != isObject);
        return level;
    }

    /// <summary>Judges a whole SetParameterValues: every bad parameter is named, and nothing is changed.</summary>
    private List<(CpeModelNode Node, string Value)> Accept(IReadOnlyList<ParameterValue> values)
    {
        List<(CpeModelNode, string)> changes = new(values.Count);
        List<SetParameterValuesFault> faults = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ParameterValue value in values)
        {
            CwmpFaultCode code = Judge(value, seen, out CpeModelNode? node, out string normalized, out string why);
            if (code == CwmpFaultCode.None)
            {
                changes.Add((node!, normalized));
            }
            else
            {
                faults.Add(new SetParameterValuesFault { ParameterName = value.Name, FaultCode = code, FaultString = why });
            }
        }

        if (faults.Count > 0)
        {
            throw new CwmpFaultException(CwmpFault.Create(CwmpFaultCode.InvalidArguments) with { SetParameterValuesFaults = faults });
        }

        return changes;
    }

    private CwmpFaultCode Judge(
        ParameterValue value, HashSet<string> seen, out CpeModelNode? node, out string normalized, out string why)
    {
        normalized = value.Text;
        node = Find(value.Name);
        if (!seen.Add(value.Name))
        {
            why = "The parameter is set twice.";
            return CwmpFaultCode.InvalidArguments;
        }

        if (node is null or { IsObject: true })
        {
            why = "There is no such parameter.";
            return CwmpFaultCode.InvalidParameterName;
        }

        if (!node.Writable)
        {
            why = "The parameter is read-only.";
            return CwmpFaultCode.ParameterNotWritable;
        }

        if (!CpeValueRules.TypeFits(value.Type, node.Type))
        {
            why = $"The parameter is of type {node.Type}, the value was declared {value.Type}.";
            return CwmpFaultCode.InvalidParameterType;
        }

        if (!CpeValueRules.TryNormalize(node.Type, value.Text, out normalized))
        {
            why = $"The value is no {node.Type}.";
            return CwmpFaultCode.InvalidParameterValue;
        }

        string? refusal = CpeWellKnownParameters.Check(node.Name, normalized) ?? node.Binding?.Validate?.Invoke(normalized);
        why = refusal ?? string.Empty;
        return refusal is null ? CwmpFaultCode.None : CwmpFaultCode.InvalidParameterValue;
    }

    private static void Apply(List<(CpeModelNode Node, string Value)> changes)
    {
        List<(CpeModelNode Node, string Stored, string InEffect)> done = new(changes.Count);
        try
        {
            foreach ((CpeModelNode node, string value) in changes)
            {
                done.Add((node, node.Value, node.CurrentValue));
                node.Binding?.Write?.Invoke(value);
                node.Value = value;
            }
        }
        catch
        {
            for (int i = done.Count - 1; i >= 0; i--)
            {
                (CpeModelNode node, string stored, string inEffect) = done[i];
                node.Value = stored;
                try
                {
                    node.Binding?.Write?.Invoke(inEffect);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // The first failure is the one to report; the rest is undone as far as the device lets us.
                }
            }

            throw;
        }
    }

    private static void ThrowIfBadParameterKey(string parameterKey)
    {
        ArgumentNullException.ThrowIfNull(parameterKey);
        if (parameterKey.Length > MaximumParameterKeyLength)
        {
            throw new CwmpFaultException(
                CwmpFaultCode.InvalidArguments, $"The ParameterKey has {parameterKey.Length} characters; at most {MaximumParameterKeyLength} are allowed.");
        }
    }

    private void SetParameterKey(string parameterKey)
    {
        if (Find(Root + CpeWellKnownParameters.ParameterKey) is { } node)
        {
            node.Value = parameterKey;
        }
    }
}
