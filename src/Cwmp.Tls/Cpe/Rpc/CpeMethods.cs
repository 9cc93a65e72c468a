// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>Which RPCs this device answers. GetRPCMethods lists exactly these.</summary>
internal static class CpeMethods
{
    private static readonly string[] Always =
    [
        "GetRPCMethods", "SetParameterValues", "GetParameterValues", "GetParameterNames", "SetParameterAttributes", "GetParameterAttributes",
        "AddObject", "DeleteObject", "Reboot", "FactoryReset", "ScheduleInform",
    ];

    private static readonly string[] Transfers =
        ["Download", "Upload", "ScheduleDownload", "CancelTransfer", "GetQueuedTransfers", "GetAllQueuedTransfers"];

    public static IReadOnlyList<string> List(bool transfers, bool deploymentUnits, IEnumerable<string> vendorMethods)
        => [.. Always, .. transfers ? Transfers : [], .. deploymentUnits ? ["ChangeDUState"] : Array.Empty<string>(), .. vendorMethods];

    public static CwmpFaultException NotSupported(CwmpRequest request)
        => new(CwmpFaultCode.MethodNotSupported, $"{request.MethodName} is not supported.");
}
