// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>SetParameterAttributes: judges a whole list of changes, and makes them all or none.</summary>
internal static class CpeAttributeChanges
{
    private const int MaximumAccessListEntries = 16;
    private const int MaximumAccessListEntryLength = 64;

    public static void Apply(CpeNodeTree nodes, IReadOnlyList<SetParameterAttributesStruct> attributes)
    {
        List<(CpeModelNode Node, SetParameterAttributesStruct Change)> changes = [];
        foreach (SetParameterAttributesStruct change in attributes)
        {
            ThrowIfUnacceptable(change);
            foreach (CpeModelNode node in nodes.Expand([change.Name]))
            {
                if (change is { NotificationChange: true, Notification: ParameterNotification.Active }
                    && CpeWellKnownParameters.DeniesActiveNotification(node.Name))
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
                nodes.SetNotification(node, change.Notification);
            }

            if (change.AccessListChange)
            {
                node.AccessList = change.AccessList;
            }
        }
    }

    private static void ThrowIfUnacceptable(SetParameterAttributesStruct change)
    {
        // Lightweight notifications (values 3 to 6) need a protocol that this device does not announce.
        if (change.NotificationChange
            && change.Notification is not (ParameterNotification.Off or ParameterNotification.Passive or ParameterNotification.Active))
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
}
