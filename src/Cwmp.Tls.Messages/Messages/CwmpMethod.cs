// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>An RPC of the specification: its name, who answers it, since when, and whether it is deprecated (TR-069 Amendment 6, table 5).</summary>
/// <param name="Name">The name, as GetRPCMethods lists it.</param>
/// <param name="AnsweredByCpe">Whether an ACS may call it on a CPE.</param>
/// <param name="AnsweredByAcs">Whether a CPE may call it on an ACS.</param>
/// <param name="Since">The first version of CWMP that has it.</param>
/// <param name="IsDeprecated">Whether Amendment 6 advises against it.</param>
public sealed record CwmpMethod(string Name, bool AnsweredByCpe, bool AnsweredByAcs, CwmpVersion Since, bool IsDeprecated = false)
{
    /// <summary>Every RPC of CWMP 1.0 to 1.4.</summary>
    public static IReadOnlyList<CwmpMethod> All { get; } = EquatableList<CwmpMethod>.From(
    [
        new("GetRPCMethods", true, true, CwmpVersion.Cwmp10),
        OnCpe("SetParameterValues"),
        OnCpe("GetParameterValues"),
        OnCpe("GetParameterNames"),
        OnCpe("SetParameterAttributes"),
        OnCpe("GetParameterAttributes"),
        OnCpe("AddObject"),
        OnCpe("DeleteObject"),
        OnCpe("Reboot"),
        OnCpe("Download"),
        OnCpe("Upload"),
        OnCpe("FactoryReset"),
        OnCpe("ScheduleInform"),
        OnCpe("GetQueuedTransfers", isDeprecated: true),
        OnCpe("SetVouchers", isDeprecated: true),
        OnCpe("GetOptions", isDeprecated: true),
        new("GetAllQueuedTransfers", true, false, CwmpVersion.Cwmp11),
        new("ScheduleDownload", true, false, CwmpVersion.Cwmp12),
        new("CancelTransfer", true, false, CwmpVersion.Cwmp12),
        new("ChangeDUState", true, false, CwmpVersion.Cwmp12),
        OnAcs("Inform"),
        OnAcs("TransferComplete"),
        OnAcs("RequestDownload"),
        OnAcs("Kicked", isDeprecated: true),
        new("AutonomousTransferComplete", false, true, CwmpVersion.Cwmp11),
        new("DUStateChangeComplete", false, true, CwmpVersion.Cwmp12),
        new("AutonomousDUStateChangeComplete", false, true, CwmpVersion.Cwmp12),
    ]);

    private static CwmpMethod OnCpe(string name, bool isDeprecated = false) => new(name, true, false, CwmpVersion.Cwmp10, isDeprecated);

    private static CwmpMethod OnAcs(string name, bool isDeprecated = false) => new(name, false, true, CwmpVersion.Cwmp10, isDeprecated);
}
