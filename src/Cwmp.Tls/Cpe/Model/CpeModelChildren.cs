// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <summary>The children of an object, in the order in which an answer lists them.</summary>
internal sealed class CpeModelChildren
{
    private readonly List<CpeModelNode> _nodes = [];

    public IReadOnlyList<CpeModelNode> Nodes => _nodes;

    public void Add(CpeModelNode child) => _nodes.Insert(~IndexOf(child.Segment), child);

    public void Remove(CpeModelNode child) => _nodes.Remove(child);

    public CpeModelNode? Find(ReadOnlySpan<char> segment)
    {
        int index = IndexOf(segment);
        return index < 0 ? null : _nodes[index];
    }

    private int IndexOf(ReadOnlySpan<char> segment)
    {
        int low = 0;
        int high = _nodes.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(_nodes[middle].Segment, segment);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    // Instances come in the order of their numbers, before names.
    private static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        bool leftNumber = CpeModelNode.TryGetInstance(left, out uint a);
        bool rightNumber = CpeModelNode.TryGetInstance(right, out uint b);
        return leftNumber && rightNumber ? a.CompareTo(b)
            : leftNumber != rightNumber ? (leftNumber ? -1 : 1)
            : left.SequenceCompareTo(right);
    }
}
