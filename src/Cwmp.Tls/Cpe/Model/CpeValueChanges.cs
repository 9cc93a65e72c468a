// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>SetParameterValues: judges a whole list of values, and puts it into effect or leaves everything as it was.</summary>
internal static class CpeValueChanges
{
    /// <summary>Judges a whole SetParameterValues: every bad parameter is named, and nothing is changed.</summary>
    public static List<(CpeModelNode Node, string Value)> Accept(CpeNodeTree nodes, IReadOnlyList<ParameterValue> values)
    {
        List<(CpeModelNode, string)> changes = new(values.Count);
        List<SetParameterValuesFault> faults = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ParameterValue value in values)
        {
            CwmpFaultCode code = Judge(nodes, value, seen, out CpeModelNode? node, out string normalized, out string why);
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

    private static CwmpFaultCode Judge(
        CpeNodeTree nodes, ParameterValue value, HashSet<string> seen, out CpeModelNode? node, out string normalized, out string why)
    {
        normalized = value.Text;
        node = nodes.Find(value.Name);
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

    /// <summary>Puts accepted values into effect, all or none.</summary>
    public static void Apply(List<(CpeModelNode Node, string Value)> changes)
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
}
