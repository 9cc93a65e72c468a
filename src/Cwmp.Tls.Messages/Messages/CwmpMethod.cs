// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Messages;

/// <summary>
/// An RPC: its name, who answers it, since when, and the types of its two messages (TR-069 Amendment 6, table 5). <see cref="All"/> is the
/// only list of RPCs in this library: the codecs, the answers to GetRPCMethods, the names in the metrics and the tables of the
/// documentation follow it.
/// </summary>
public sealed record CwmpMethod
{
    private static readonly FrozenDictionary<string, CwmpMethod> ByName;
    private static readonly FrozenDictionary<Type, CwmpMethod> ByRequest;

    // After All, which both are made of.
    static CwmpMethod()
    {
        All = EquatableList<CwmpMethod>.From(
        [
            Make<GetRPCMethods, GetRPCMethodsResponse>(
                nameof(GetRPCMethods), CwmpVersion.Cwmp10, CwmpMethodSupport.Required, CwmpMethodSupport.Required),
            ForCpe<SetParameterValues, SetParameterValuesResponse>(
                nameof(SetParameterValues), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<GetParameterValues, GetParameterValuesResponse>(
                nameof(GetParameterValues), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<GetParameterNames, GetParameterNamesResponse>(nameof(GetParameterNames), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<SetParameterAttributes, SetParameterAttributesResponse>(
                nameof(SetParameterAttributes), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<GetParameterAttributes, GetParameterAttributesResponse>(
                nameof(GetParameterAttributes), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<AddObject, AddObjectResponse>(nameof(AddObject), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<DeleteObject, DeleteObjectResponse>(nameof(DeleteObject), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<Reboot, RebootResponse>(nameof(Reboot), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<Download, DownloadResponse>(nameof(Download), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForCpe<Upload, UploadResponse>(nameof(Upload), CwmpVersion.Cwmp10),
            ForCpe<FactoryReset, FactoryResetResponse>(nameof(FactoryReset), CwmpVersion.Cwmp10),
            ForCpe<ScheduleInform, ScheduleInformResponse>(nameof(ScheduleInform), CwmpVersion.Cwmp10),
            ForCpe<GetQueuedTransfers, GetQueuedTransfersResponse>(
                nameof(GetQueuedTransfers), CwmpVersion.Cwmp10) with { IsDeprecated = true },
            ForCpe<SetVouchers, SetVouchersResponse>(nameof(SetVouchers), CwmpVersion.Cwmp10) with { IsDeprecated = true },
            ForCpe<GetOptions, GetOptionsResponse>(nameof(GetOptions), CwmpVersion.Cwmp10) with { IsDeprecated = true },
            ForCpe<GetAllQueuedTransfers, GetAllQueuedTransfersResponse>(nameof(GetAllQueuedTransfers), CwmpVersion.Cwmp11),
            ForCpe<ScheduleDownload, ScheduleDownloadResponse>(nameof(ScheduleDownload), CwmpVersion.Cwmp12),
            ForCpe<CancelTransfer, CancelTransferResponse>(nameof(CancelTransfer), CwmpVersion.Cwmp12),
            ForCpe<ChangeDUState, ChangeDUStateResponse>(nameof(ChangeDUState), CwmpVersion.Cwmp12),
            ForAcs<Inform, InformResponse>(nameof(Inform), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForAcs<TransferComplete, TransferCompleteResponse>(nameof(TransferComplete), CwmpVersion.Cwmp10, CwmpMethodSupport.Required),
            ForAcs<RequestDownload, RequestDownloadResponse>(nameof(RequestDownload), CwmpVersion.Cwmp10),
            ForAcs<Kicked, KickedResponse>(nameof(Kicked), CwmpVersion.Cwmp10) with { IsDeprecated = true },
            ForAcs<AutonomousTransferComplete, AutonomousTransferCompleteResponse>(
                nameof(AutonomousTransferComplete), CwmpVersion.Cwmp11, CwmpMethodSupport.Required),
            ForAcs<DUStateChangeComplete, DUStateChangeCompleteResponse>(nameof(DUStateChangeComplete), CwmpVersion.Cwmp12),
            ForAcs<AutonomousDUStateChangeComplete, AutonomousDUStateChangeCompleteResponse>(
                nameof(AutonomousDUStateChangeComplete), CwmpVersion.Cwmp12),
        ]);
        ByName = All.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);
        ByRequest = All.ToFrozenDictionary(method => method.RequestType);
    }

    private CwmpMethod(string name, Type request, Type response)
    {
        Name = name;
        RequestType = request;
        ResponseType = response;
    }

    /// <summary>Every RPC of CWMP 1.0 to 1.4.</summary>
    public static IReadOnlyList<CwmpMethod> All { get; }

    /// <summary>The name, as GetRPCMethods lists it.</summary>
    public string Name { get; }

    /// <summary>Whether a CPE answers it, that is, whether an ACS may call it on a CPE.</summary>
    public CwmpMethodSupport OnCpe { get; private init; }

    /// <summary>Whether an ACS answers it, that is, whether a CPE may call it on an ACS.</summary>
    public CwmpMethodSupport OnAcs { get; private init; }

    /// <summary>The first version of CWMP that has it.</summary>
    public CwmpVersion Since { get; private init; }

    /// <summary>Whether Amendment 6 advises against it.</summary>
    public bool IsDeprecated { get; private init; }

    /// <summary>The type of the request, a <see cref="CwmpRequest"/>.</summary>
    public Type RequestType { get; }

    /// <summary>The type of the response, a <see cref="CwmpResponse"/>.</summary>
    public Type ResponseType { get; }

    /// <summary>Whether an ACS may call it on a CPE.</summary>
    public bool AnsweredByCpe => OnCpe != CwmpMethodSupport.None;

    /// <summary>Whether a CPE may call it on an ACS.</summary>
    public bool AnsweredByAcs => OnAcs != CwmpMethodSupport.None;

    /// <summary>Finds an RPC by its name.</summary>
    /// <param name="name">The name; case counts.</param>
    /// <param name="method">The RPC, or null.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out CwmpMethod? method) => ByName.TryGetValue(name, out method);

    /// <summary>The RPC of a request.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <exception cref="ArgumentException">
    /// The type is the request of no RPC in <see cref="All"/>, such as <see cref="VendorRequest"/>.
    /// </exception>
    public static CwmpMethod Of<TRequest>()
        where TRequest : CwmpRequest =>
        ByRequest.TryGetValue(typeof(TRequest), out CwmpMethod? method)
            ? method
            : throw new ArgumentException($"{typeof(TRequest).Name} is the request of no RPC in CwmpMethod.All.");

    private static CwmpMethod ForCpe<TRequest, TResponse>(
        string name, CwmpVersion since, CwmpMethodSupport support = CwmpMethodSupport.Optional)
        where TRequest : CwmpRequest<TResponse>
        where TResponse : CwmpResponse =>
        Make<TRequest, TResponse>(name, since, support, CwmpMethodSupport.None);

    private static CwmpMethod ForAcs<TRequest, TResponse>(
        string name, CwmpVersion since, CwmpMethodSupport support = CwmpMethodSupport.Optional)
        where TRequest : CwmpRequest<TResponse>
        where TResponse : CwmpResponse =>
        Make<TRequest, TResponse>(name, since, CwmpMethodSupport.None, support);

    private static CwmpMethod Make<TRequest, TResponse>(string name, CwmpVersion since, CwmpMethodSupport cpe, CwmpMethodSupport acs)
        where TRequest : CwmpRequest<TResponse>
        where TResponse : CwmpResponse =>
        new(name, typeof(TRequest), typeof(TResponse)) { Since = since, OnCpe = cpe, OnAcs = acs };
}
