// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <content>Objects.</content>
public sealed partial class CpeParameterTree
{
    /// <inheritdoc/>
    public ValueTask<AddObjectResponse> AddObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        lock (_lock)
        {
            CpeModelNode table = Find(objectName) is { IsObject: true, Writable: true, IsInstance: false } found ? found : throw InvalidName(objectName);
            ThrowIfBadParameterKey(parameterKey);
            if (table.Children.Count(child => child.IsInstance) >= MaxInstances || table.LastInstance == uint.MaxValue)
            {
                throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"'{objectName}' can have no more instances.");
            }

            uint instance = table.LastInstance + 1;
            AddInstance(table, instance);
            UpdateNumberOfEntries(table);
            SetParameterKey(parameterKey);
            _version++;
            return ValueTask.FromResult(new AddObjectResponse { InstanceNumber = instance, Status = RequestStatus.Applied });
        }
    }

    /// <inheritdoc/>
    public ValueTask<RequestStatus> DeleteObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        lock (_lock)
        {
            CpeModelNode instance = Find(objectName) is { IsInstance: true, Writable: true, Parent: not null } found ? found : throw InvalidName(objectName);
            ThrowIfBadParameterKey(parameterKey);
            RemoveInstance(instance);
            UpdateNumberOfEntries(instance.Parent!);
            SetParameterKey(parameterKey);
            _version++;
            return ValueTask.FromResult(RequestStatus.Applied);
        }
    }

    /// <inheritdoc/>
    public ValueTask FactoryResetAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Rebuild();
            return ValueTask.CompletedTask;
        }
    }

    private void AddInstance(CpeModelNode table, uint instance)
    {
        string prefix = table.Name + instance.ToString(CultureInfo.InvariantCulture) + ".";
        CpeModelNode node = table.AddChild(new CpeModelEntry { Name = prefix, Writable = true }, prefix, added: true);

        // Parents come before their members: the members of a template are sorted by name, and an object's name is a prefix of theirs.
        foreach (CpeModelEntry member in _model.Templates.For(table.Name).OrderBy(entry => entry.Name, StringComparer.Ordinal))
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
    }

    private void RemoveInstance(CpeModelNode instance)
    {
        Walk(instance, node => _notified.Remove(node.Name));
        instance.Parent!.RemoveChild(instance);

        // What was removed below it needs no mention of its own any more.
        _deleted.RemoveWhere(name => name.StartsWith(instance.Name, StringComparison.Ordinal));
        if (!instance.IsAdded)
        {
            _deleted.Add(instance.Name);
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
}
