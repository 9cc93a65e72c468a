// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>Which RPCs this device answers. GetRPCMethods lists exactly these.</summary>
internal static class CpeMethods
{
    public static IReadOnlyList<string> List(bool transfers, bool deploymentUnits, IEnumerable<string> vendorMethods) =>
    [
        .. CwmpMethod.All.Where(method => method.AnsweredByCpe && IsOffered(method.Name, transfers, deploymentUnits)).Select(method => method.Name),
        .. vendorMethods,
    ];

    // What needs a part that not every device has, and what this library does not do. Every other RPC of a CPE is answered by each device.
    private static bool IsOffered(string method, bool transfers, bool deploymentUnits) => method switch
    {
        nameof(Download) or nameof(Upload) or nameof(ScheduleDownload) or nameof(CancelTransfer) or
            nameof(GetQueuedTransfers) or nameof(GetAllQueuedTransfers) => transfers,
        nameof(ChangeDUState) => deploymentUnits,
        nameof(SetVouchers) or nameof(GetOptions) => false,
        _ => true,
    };

    public static CwmpFaultException NotSupported(CwmpRequest request)
        => new(CwmpFaultCode.MethodNotSupported, $"{request.MethodName} is not supported.");
}
