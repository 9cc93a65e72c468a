// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <content>Large answers, part by part.</content>
public sealed partial class AcsSession
{
    // How many values are asked for by name at a time: 32 KiB is what every CPE must be able to take (TR-069 §3.4.6).
    private const int NamesPerRequest = 64;

    // No data model is nested this deep, nor names as many objects as this; a CPE that does makes it up, and each answer would add to what
    // is kept.
    private const int MaxDepth = 32;
    private const int MaxCharactersToCome = 4 << 20;

    /// <summary>
    /// Reads everything below a path in parts, so that neither side has to hold all of it: one GetParameterValues for each object of the
    /// next level, and its parameters by name. An object that is too much for the CPE (fault 9004) is taken apart in the same way. Values
    /// come in the order of the CPE; the next part is asked for when the caller has used up the one before.
    /// </summary>
    /// <param name="path">A partial path that ends in a dot, or empty for the root.</param>
    /// <param name="cancellationToken">Gives up waiting for an answer.</param>
    /// <exception cref="CwmpFaultException">
    /// The CPE answered with a fault; or, with code 9004, it made up a tree without end: more than 32 levels, or names of more than 4 Mi
    /// characters still to come.
    /// </exception>
    public async IAsyncEnumerable<ParameterValue> EnumerateParameterValuesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var objects = new ObjectsToCome();
        objects.Push(path, 0);
        while (objects.TryPop(out (string Path, int Depth) at))
        {
            if (at.Depth > 0 && await TryGetAllAsync(at.Path, cancellationToken).ConfigureAwait(false) is { } whole)
            {
                foreach (ParameterValue value in whole)
                {
                    yield return value;
                }

                continue;
            }

            (List<string> parameters, List<string> children) = await ListAsync(at.Path, at.Depth, cancellationToken).ConfigureAwait(false);
            foreach (string[] names in parameters.Chunk(NamesPerRequest))
            {
                foreach (ParameterValue value in await GetParameterValuesAsync(names, cancellationToken).ConfigureAwait(false))
                {
                    yield return value;
                }
            }

            for (int i = children.Count - 1; i >= 0; i--)
            {
                objects.Push(children[i], at.Depth + 1);
            }
        }
    }

    /// <summary>
    /// Lists everything below a path, one GetParameterNames for each object. Some CPEs cannot list their whole tree in one answer.
    /// </summary>
    /// <param name="path">A partial path that ends in a dot, or empty for the root.</param>
    /// <param name="cancellationToken">Gives up waiting for an answer.</param>
    /// <exception cref="CwmpFaultException">
    /// The CPE answered with a fault; or, with code 9004, it made up a tree without end: names of more than 4 Mi characters still to come.
    /// What is nested more than 32 levels deep is left out.
    /// </exception>
    public async IAsyncEnumerable<ParameterInfoStruct> EnumerateParameterNamesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var objects = new ObjectsToCome();
        objects.Push(path, 0);
        while (objects.TryPop(out (string Path, int Depth) at))
        {
            IReadOnlyList<ParameterInfoStruct> level = await GetParameterNamesAsync(
                at.Path, nextLevel: true, cancellationToken).ConfigureAwait(false);
            foreach (ParameterInfoStruct entry in level)
            {
                yield return entry;
            }

            for (int i = level.Count - 1; i >= 0; i--)
            {
                if (IsObjectBelow(level[i].Name, at.Path) && at.Depth < MaxDepth)
                {
                    objects.Push(level[i].Name, at.Depth + 1);
                }
            }
        }
    }

    private static bool IsObjectBelow(string name, string path) =>
        name.EndsWith('.') && name.Length > path.Length && name.StartsWith(path, StringComparison.Ordinal);

    private async Task<IReadOnlyList<ParameterValue>?> TryGetAllAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await GetParameterValuesAsync([path], cancellationToken).ConfigureAwait(false);
        }
        catch (CwmpFaultException exception) when (exception.FaultCode == CwmpFaultCode.ResourcesExceeded)
        {
            return null;
        }
    }

    private async Task<(
        List<string> Parameters, List<string> Children)> ListAsync(string path, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth)
        {
            throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded);
        }

        var parameters = new List<string>();
        var children = new List<string>();
        foreach (ParameterInfoStruct entry in await GetParameterNamesAsync(path, nextLevel: true, cancellationToken).ConfigureAwait(false))
        {
            if (!entry.Name.EndsWith('.'))
            {
                parameters.Add(entry.Name);
            }
            else if (IsObjectBelow(entry.Name, path))
            {
                children.Add(entry.Name);
            }
        }

        return (parameters, children);
    }

    /// <summary>The objects that are still to be looked at, the next one on top.</summary>
    private sealed class ObjectsToCome
    {
        private readonly Stack<(string Path, int Depth)> _objects = new();
        private long _characters;

        public void Push(string path, int depth)
        {
            _characters += path.Length;
            if (_characters > MaxCharactersToCome)
            {
                throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded);
            }

            _objects.Push((path, depth));
        }

        public bool TryPop(out (string Path, int Depth) next)
        {
            bool found = _objects.TryPop(out next);
            _characters -= found ? next.Path.Length : 0;
            return found;
        }
    }
}
