// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>Circles in a graph.</summary>
internal static class FolderGraph
{
    /// <summary>The sets of nodes that reach each other, those of one node left out.</summary>
    public static IEnumerable<IReadOnlyList<string>> Circles(IReadOnlyList<(string From, string To)> edges)
    {
        ILookup<string, string> next = edges.ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        string[] nodes =
            [.. edges.SelectMany(edge => new[] { edge.From, edge.To }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> reach = nodes.ToDictionary(node => node, node => Reach(node, next), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string node in nodes)
        {
            string[] circle = [.. nodes.Where(other => reach[node].Contains(other) && reach[other].Contains(node))];
            if (circle.Length > 1 && seen.Add(circle[0]))
            {
                yield return circle;
            }
        }
    }

    private static HashSet<string> Reach(string start, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(next[start]);
        while (open.TryPop(out string? node))
        {
            if (reached.Add(node))
            {
                foreach (string neighbour in next[node])
                {
                    open.Push(neighbour);
                }
            }
        }

        return reached;
    }
}
