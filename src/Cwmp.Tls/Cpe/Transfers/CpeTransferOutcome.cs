// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>How a run of a transfer ended.</summary>
internal sealed record CpeTransferOutcome
{
    private const int MaximumFaultStringLength = 256;

    public static CpeTransferOutcome Done { get; } = new();

    /// <summary>The file takes effect with a reboot.</summary>
    public static CpeTransferOutcome RebootNeeded { get; } = new();

    /// <summary>The window closed before the transfer was complete.</summary>
    public static CpeTransferOutcome WindowOver { get; } = new();

    public FaultStruct Fault { get; private init; } = FaultStruct.None;

    public static CpeTransferOutcome Failed(CwmpFaultCode code, string why)
        => new() { Fault = new FaultStruct(code, why.Length <= MaximumFaultStringLength ? why : why[..MaximumFaultStringLength]) };
}
