// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <content>Attributes.</content>
public sealed partial class CpeParameterTree
{
    private const int MaximumAccessListEntries = 16;
    private const int MaximumAccessListEntryLength = 64;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParameterAttributeStruct>> GetParameterAttributesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            List<ParameterAttributeStruct> attributes = [];
            foreach (CpeModelNode node in Expand(names))
            {
                attributes.Add(new ParameterAttributeStruct { Name = node.Name, Notification = node.Notification, AccessList = node.AccessList });
            }

            return ValueTask.FromResult<IReadOnlyList<ParameterAttributeStruct>>(attributes);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetParameterAttributesAsync(
        IReadOnlyList<SetParameterAttributesStruct> attributes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        lock (_lock)
        {
            List<(CpeModelNode Node, SetParameterAttributesStruct Change)> changes = [];
            foreach (SetParameterAttributesStruct change in attributes)
            {
                ThrowIfUnacceptable(change);
                foreach (CpeModelNode node in Expand([change.Name]))
                {
                    if (change is { NotificationChange: true, Notification: ParameterNotification.Active } && node.DeniesActiveNotification)
                    {
                        throw new CwmpFaultException(
                            CwmpFaultCode.NotificationRejected, $"'{node.Name}' changes too often for active notification.");
                    }

                    changes.Add((node, change));
                }
            }

            foreach ((CpeModelNode node, SetParameterAttributesStruct change) in changes)
            {
                if (change.NotificationChange)
                {
                    SetNotification(node, change.Notification);
                }

                if (change.AccessListChange)
                {
                    node.AccessList = change.AccessList;
                }
            }

            _version++;
            return ValueTask.CompletedTask;
        }
    }

    private static void ThrowIfUnacceptable(SetParameterAttributesStruct change)
    {
        // Lightweight notifications (values 3 to 6) need a protocol that this device does not announce.
        if (change.NotificationChange && change.Notification is not (ParameterNotification.Off or ParameterNotification.Passive or ParameterNotification.Active))
        {
            throw new CwmpFaultException(
                CwmpFaultCode.NotificationRejected, $"Notification {(int)change.Notification} is not supported; 0, 1 and 2 are.");
        }

        if (change.AccessListChange && (change.AccessList.Count > MaximumAccessListEntries
            || change.AccessList.Any(entry => entry.Length is 0 or > MaximumAccessListEntryLength)))
        {
            throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, $"The AccessList of '{change.Name}' is not acceptable.");
        }
    }

    private void SetNotification(CpeModelNode node, ParameterNotification notification)
    {
        node.Notification = notification;
        if (notification == ParameterNotification.Off)
        {
            _notified.Remove(node.Name);
        }
        else
        {
            _notified[node.Name] = node;
        }
    }
}
