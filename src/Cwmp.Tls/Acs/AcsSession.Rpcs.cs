// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <content>One method for each RPC of TR-069 that an ACS may call on a CPE. What they throw is said at the type.</content>
public sealed partial class AcsSession
{
    /// <summary>Which RPCs the CPE answers.</summary>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<string>> GetRpcMethodsAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetRPCMethods(), cancellationToken).ConfigureAwait(false)).MethodList;

    /// <summary>Sets parameters, all or none of them.</summary>
    /// <param name="values">The parameters with their new values; none twice.</param>
    /// <param name="parameterKey">What ManagementServer.ParameterKey becomes, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Whether the values are applied already.</returns>
    public async Task<RequestStatus> SetParameterValuesAsync(
        IReadOnlyList<ParameterValue> values, string parameterKey = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(new SetParameterValues { ParameterList = values, ParameterKey = parameterKey }, cancellationToken)
            .ConfigureAwait(false)).Status;

    /// <summary>Sets one parameter.</summary>
    /// <param name="value">The parameter with its new value.</param>
    /// <param name="parameterKey">What ManagementServer.ParameterKey becomes, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Whether the value is applied already.</returns>
    public Task<RequestStatus> SetParameterValueAsync(
        ParameterValue value, string parameterKey = "", CancellationToken cancellationToken = default) =>
        SetParameterValuesAsync([value], parameterKey, cancellationToken);

    /// <summary>
    /// Reads parameters. For answers that may be too large for one message see <see cref="EnumerateParameterValuesAsync"/>.
    /// </summary>
    /// <param name="names">Full names, and partial paths that end in a dot and stand for everything below.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetParameterValues { ParameterNames = names }, cancellationToken).ConfigureAwait(false)).ParameterList;

    /// <summary>Reads a parameter, or everything below a partial path.</summary>
    /// <param name="name">A full name, or a partial path that ends in a dot.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(string name, CancellationToken cancellationToken = default) =>
        GetParameterValuesAsync([name], cancellationToken);

    /// <summary>Lists the parameters and objects of a path.</summary>
    /// <param name="path">A full name, a partial path that ends in a dot, or empty for the root.</param>
    /// <param name="nextLevel">True for the next level only, false for everything below.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<ParameterInfoStruct>> GetParameterNamesAsync(
        string path, bool nextLevel, CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetParameterNames { ParameterPath = path, NextLevel = nextLevel }, cancellationToken)
            .ConfigureAwait(false)).ParameterList;

    /// <summary>Changes notification and access of parameters.</summary>
    /// <param name="attributes">What to change.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task SetParameterAttributesAsync(
        IReadOnlyList<SetParameterAttributesStruct> attributes, CancellationToken cancellationToken = default) =>
        CallAsync(new SetParameterAttributes { ParameterList = attributes }, cancellationToken);

    /// <summary>Reads notification and access of parameters.</summary>
    /// <param name="names">Full names and partial paths.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<ParameterAttributeStruct>> GetParameterAttributesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetParameterAttributes { ParameterNames = names }, cancellationToken).ConfigureAwait(false)).ParameterList;

    /// <summary>Adds an instance to a table.</summary>
    /// <param name="objectName">The table, ending in a dot.</param>
    /// <param name="parameterKey">What ManagementServer.ParameterKey becomes, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The new instance number, and whether it is there already.</returns>
    public Task<AddObjectResponse> AddObjectAsync(
        string objectName, string parameterKey = "", CancellationToken cancellationToken = default) =>
        CallAsync(new AddObject { ObjectName = objectName, ParameterKey = parameterKey }, cancellationToken);

    /// <summary>Removes an instance from a table.</summary>
    /// <param name="objectName">The instance, ending in a dot.</param>
    /// <param name="parameterKey">What ManagementServer.ParameterKey becomes, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Whether it is gone already.</returns>
    public async Task<RequestStatus> DeleteObjectAsync(
        string objectName, string parameterKey = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(new DeleteObject { ObjectName = objectName, ParameterKey = parameterKey }, cancellationToken)
            .ConfigureAwait(false)).Status;

    /// <summary>Restarts the CPE, once the session is over.</summary>
    /// <param name="commandKey">What the event "M Reboot" will carry, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task RebootAsync(string commandKey = "", CancellationToken cancellationToken = default) =>
        CallAsync(new Reboot { CommandKey = commandKey }, cancellationToken);

    /// <summary>Puts the CPE back into the state of its factory, once the session is over.</summary>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task FactoryResetAsync(CancellationToken cancellationToken = default) => CallAsync(new FactoryReset(), cancellationToken);

    /// <summary>Lets the CPE fetch a file. When it is not done at once, a <see cref="TransferComplete"/> will follow.</summary>
    /// <param name="download">What to fetch from where.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<DownloadResponse> DownloadAsync(Download download, CancellationToken cancellationToken = default) =>
        CallAsync(download, cancellationToken);

    /// <summary>Lets the CPE send a file. When it is not done at once, a <see cref="TransferComplete"/> will follow.</summary>
    /// <param name="upload">What to send where.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<UploadResponse> UploadAsync(Upload upload, CancellationToken cancellationToken = default) =>
        CallAsync(upload, cancellationToken);

    /// <summary>Lets the CPE fetch a file within time windows (CWMP 1.2).</summary>
    /// <param name="download">What to fetch, from where and when.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task ScheduleDownloadAsync(ScheduleDownload download, CancellationToken cancellationToken = default) =>
        CallAsync(download, cancellationToken);

    /// <summary>Calls transfers off (CWMP 1.2).</summary>
    /// <param name="commandKey">The CommandKey they were asked for with.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task CancelTransferAsync(string commandKey, CancellationToken cancellationToken = default) =>
        CallAsync(new CancelTransfer { CommandKey = commandKey }, cancellationToken);

    /// <summary>Asks for an Inform later, with the event "3 SCHEDULED".</summary>
    /// <param name="delaySeconds">In how many seconds, more than 0.</param>
    /// <param name="commandKey">What the event "M ScheduleInform" will carry, at most 32 characters.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task ScheduleInformAsync(uint delaySeconds, string commandKey = "", CancellationToken cancellationToken = default) =>
        CallAsync(new ScheduleInform { DelaySeconds = delaySeconds, CommandKey = commandKey }, cancellationToken);

    /// <summary>Lists transfers the ACS asked for. Deprecated in favour of <see cref="GetAllQueuedTransfersAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<QueuedTransferStruct>> GetQueuedTransfersAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetQueuedTransfers(), cancellationToken).ConfigureAwait(false)).TransferList;

    /// <summary>Lists transfers, also those the ACS did not ask for (CWMP 1.1).</summary>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<AllQueuedTransferStruct>> GetAllQueuedTransfersAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetAllQueuedTransfers(), cancellationToken).ConfigureAwait(false)).TransferList;

    /// <summary>Installs, updates and removes software modules (CWMP 1.2). A <see cref="DUStateChangeComplete"/> will follow.</summary>
    /// <param name="change">The operations.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task ChangeDUStateAsync(ChangeDUState change, CancellationToken cancellationToken = default) =>
        CallAsync(change, cancellationToken);

    /// <summary>Sets option vouchers. Deprecated.</summary>
    /// <param name="vouchers">The vouchers, signed XML in base64.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task SetVouchersAsync(IReadOnlyList<string> vouchers, CancellationToken cancellationToken = default) =>
        CallAsync(new SetVouchers { VoucherList = vouchers }, cancellationToken);

    /// <summary>Lists options and their state. Deprecated.</summary>
    /// <param name="optionName">One option, or empty for all.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<IReadOnlyList<OptionStruct>> GetOptionsAsync(string optionName = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(new GetOptions { OptionName = optionName }, cancellationToken).ConfigureAwait(false)).OptionList;
}
