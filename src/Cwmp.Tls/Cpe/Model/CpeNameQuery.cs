// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>GetParameterNames: the names that a path stands for.</summary>
internal static class CpeNameQuery
{
    public static List<ParameterInfoStruct> Names(CpeNodeTree nodes, string path, bool nextLevel)
    {
        List<ParameterInfoStruct> names = [];
        if (path.Length == 0 && nextLevel)
        {
            // The level below the empty path is the root object.
            names.Add(Info(nodes.Root));
        }
        else if (path.Length > 0 && path[^1] != '.')
        {
            if (nextLevel)
            {
                throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, $"'{path}' is a parameter and has no next level.");
            }

            names.AddRange(nodes.Match(path).Select(Info));
        }
        else
        {
            foreach (CpeModelNode node in path.Length == 0 ? [nodes.Root] : nodes.Match(path))
            {
                if (nextLevel)
                {
                    names.AddRange(node.Children.Select(Info));
                }
                else
                {
                    CpeNodeTree.Walk(node, found => names.Add(Info(found)));
                }
            }
        }

        return names;
    }

    private static ParameterInfoStruct Info(CpeModelNode node) => new() { Name = node.Name, Writable = node.Writable };
}
