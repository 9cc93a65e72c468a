// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>
/// Answers the requests of the ACS. A change is stored before its response goes out. If the change cannot be stored, it is undone and the
/// ACS gets a fault, so that both sides agree even when the power is cut next.
/// </summary>
internal sealed class CpeRequestHandler
{
    private const int MaximumCommandKeyLength = 32;

    /// <summary>How many ChangeDUStates may wait, and how many Reboots.</summary>
    public const int MaximumBatches = 16;

    private readonly CpeEnvironment _environment;
    private readonly CpeDeviceState _state;
    private readonly bool _allowPlainHttp;
    private readonly CpeMethods _methods;

    /// <param name="environment">What the parts of the engine share.</param>
    /// <param name="transfers">Null on a device without transfers.</param>
    /// <param name="deploymentUnits">Whether the device has software modules.</param>
    /// <param name="applicationMethods">The RPCs that the application answers, by name.</param>
    /// <param name="allowPlainHttp">Whether the ACS may set a URL of plain http for itself.</param>
    public CpeRequestHandler(
        CpeEnvironment environment,
        CpeTransferDesk? transfers,
        bool deploymentUnits,
        IEnumerable<KeyValuePair<string, CpeMethod>> applicationMethods,
        bool allowPlainHttp)
    {
        _environment = environment;
        _state = environment.State;
        _allowPlainHttp = allowPlainHttp;
        _methods = Methods(transfers, deploymentUnits, applicationMethods);
    }

    /// <summary>Carries out a request; throws only when it is cancelled.</summary>
    /// <returns>The response, or the fault.</returns>
    public async ValueTask<CwmpMessage> AnswerAsync(CwmpRequest request, CancellationToken cancellationToken)
    {
        _environment.Log.CpeRequestReceived(request.MethodName);
        using Activity? activity = CwmpActivities.StartAnswer(request.MethodName);
        long started = SessionMetrics.CpeRpcsObserved ? Stopwatch.GetTimestamp() : 0;
        CwmpMessage answer = await AnswerOrFaultAsync(request, cancellationToken).ConfigureAwait(false);
        var fault = answer as CwmpFault;
        if (fault is not null)
        {
            activity.Faulted(fault.FaultCode.Value);
            SessionMetrics.Fault(fault.FaultCode.Value, byAcs: false);
        }

        if (started != 0)
        {
            CwmpMethod.TryFind(request.MethodName, out CwmpMethod? known);
            SessionMetrics.CpeRpcFinished(Stopwatch.GetElapsedTime(started), known?.Name, fault?.FaultCode.ToString());
        }

        return answer;
    }

    private async ValueTask<CwmpMessage> AnswerOrFaultAsync(CwmpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _methods.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CwmpFaultException e)
        {
            _environment.Log.CpeRequestRefused(request.MethodName, e.FaultCode.Value, e.Fault.FaultString);
            return e.Fault;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            _environment.Log.CpeRequestFailed(request.MethodName, e);
            return CwmpFault.Create(CwmpFaultCode.InternalError);
        }
    }

    /// <summary>What the device answers. To add an RPC, add its entry here: dispatch and GetRPCMethods both follow the table.</summary>
    private CpeMethods Methods(
        CpeTransferDesk? transfers, bool deploymentUnits, IEnumerable<KeyValuePair<string, CpeMethod>> applicationMethods)
    {
        CpeMethods methods = new();
        methods.Add<GetRPCMethods>((_, _) => Now(new GetRPCMethodsResponse { MethodList = methods.Names }));
        methods.Add<SetParameterValues>(SetValuesAsync);
        methods.Add<GetParameterValues>(GetValuesAsync);
        methods.Add<GetParameterNames>(GetNamesAsync);
        methods.Add<SetParameterAttributes>(SetAttributesAsync);
        methods.Add<GetParameterAttributes>(GetAttributesAsync);
        methods.Add<AddObject>(AddObjectAsync);
        methods.Add<DeleteObject>(DeleteObjectAsync);
        methods.Add<Reboot>((reboot, _) => RebootAsync(reboot));
        methods.Add<FactoryReset>((_, _) => FactoryResetAsync());
        methods.Add<ScheduleInform>((schedule, _) => ScheduleInformAsync(schedule));
        if (transfers is not null)
        {
            methods.Add<Download>((download, _)
                => AddTransferAsync(transfers.Accept(download), new DownloadResponse { Status = RequestStatus.NotYetApplied }));
            methods.Add<Upload>((upload, _)
                => AddTransferAsync(transfers.Accept(upload), new UploadResponse { Status = RequestStatus.NotYetApplied }));
            methods.Add<ScheduleDownload>((download, _)
                => AddTransferAsync(transfers.Accept(download), new ScheduleDownloadResponse()));
            methods.Add<CancelTransfer>((cancel, _) => CancelAsync(transfers, cancel));
            methods.Add<GetQueuedTransfers>((_, _) => Now(new GetQueuedTransfersResponse { TransferList = transfers.List() }));
            methods.Add<GetAllQueuedTransfers>((_, _) => Now(new GetAllQueuedTransfersResponse { TransferList = transfers.ListAll() }));
        }

        if (deploymentUnits)
        {
            methods.Add<ChangeDUState>((change, _) => ChangeDUStateAsync(change));
        }

        methods.AddRange(applicationMethods);
        return methods;
    }

    private static ValueTask<CwmpMessage> Now(CwmpMessage message) => ValueTask.FromResult(message);

    private static string CommandKey(string key) => key.Length <= MaximumCommandKeyLength
        ? key
        : throw new CwmpFaultException(
            CwmpFaultCode.InvalidArguments, $"The CommandKey has {key.Length} characters; at most {MaximumCommandKeyLength} are allowed.");

    private async ValueTask<CwmpMessage> GetValuesAsync(GetParameterValues get, CancellationToken cancellationToken)
        => new GetParameterValuesResponse
        {
            ParameterList = await _environment.Model.GetParameterValuesAsync(get.ParameterNames, cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> SetValuesAsync(SetParameterValues set, CancellationToken cancellationToken)
    {
        ThrowIfUndialable(set.ParameterList);
        string url = _state.Events.BootstrapUrl;
        bool bootstrapping = _state.Events.Queue.Contains(EventCode.Bootstrap);
        RequestStatus status = await _environment.Model
            .SetParameterValuesAsync(set.ParameterList, set.ParameterKey, cancellationToken)
            .ConfigureAwait(false);
        string[] names = [.. set.ParameterList.Select(value => value.Name)];
        _state.Events.ChangedByAcs(names);
        await StoreAsync(() =>
        {
            _environment.Keeper.RestoreModel();
            _state.Events.Notifications.SetByAcs(names);
            _state.Events.ForgetUrlChange(url, bootstrapping);
        }).ConfigureAwait(false);
        return new SetParameterValuesResponse { Status = status };
    }

    /// <summary>Refuses a URL that this device would not dial: it would be the last thing that an ACS told the device.</summary>
    private void ThrowIfUndialable(IReadOnlyList<ParameterValue> values)
    {
        string name = _environment.Model.Root + CpeWellKnownParameters.Url;
        if (!_allowPlainHttp && values.Any(value => value.Name == name
            && Uri.TryCreate(value.Text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp))
        {
            throw new CwmpFaultException(CwmpFault.Create(CwmpFaultCode.InvalidArguments) with
            {
                SetParameterValuesFaults =
                [
                    new()
                    {
                        ParameterName = name,
                        FaultCode = CwmpFaultCode.InvalidParameterValue,
                        FaultString = "This device calls its ACS only over https.",
                    },
                ],
            });
        }
    }

    private async ValueTask<CwmpMessage> GetNamesAsync(GetParameterNames get, CancellationToken cancellationToken)
        => new GetParameterNamesResponse
        {
            ParameterList = await _environment.Model
                .GetParameterNamesAsync(get.ParameterPath, get.NextLevel, cancellationToken)
                .ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> GetAttributesAsync(GetParameterAttributes get, CancellationToken cancellationToken)
        => new GetParameterAttributesResponse
        {
            ParameterList = await _environment.Model
                .GetParameterAttributesAsync(get.ParameterNames, cancellationToken)
                .ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> SetAttributesAsync(SetParameterAttributes set, CancellationToken cancellationToken)
    {
        await _environment.Model.SetParameterAttributesAsync(set.ParameterList, cancellationToken).ConfigureAwait(false);

        // The values of the moment are the ones that changes are measured against.
        _state.Events.Scan();
        await StoreModelAsync().ConfigureAwait(false);
        return new SetParameterAttributesResponse();
    }

    private async ValueTask<CwmpMessage> AddObjectAsync(AddObject add, CancellationToken cancellationToken)
    {
        AddObjectResponse response = await _environment.Model
            .AddObjectAsync(add.ObjectName, add.ParameterKey, cancellationToken)
            .ConfigureAwait(false);
        await StoreModelAsync().ConfigureAwait(false);
        return response;
    }

    private async ValueTask<CwmpMessage> DeleteObjectAsync(DeleteObject delete, CancellationToken cancellationToken)
    {
        RequestStatus status = await _environment.Model
            .DeleteObjectAsync(delete.ObjectName, delete.ParameterKey, cancellationToken)
            .ConfigureAwait(false);
        await StoreModelAsync().ConfigureAwait(false);
        return new DeleteObjectResponse { Status = status };
    }

    private async ValueTask<CwmpMessage> RebootAsync(Reboot reboot)
    {
        string key = CommandKey(reboot.CommandKey);
        List<string> keys = _state.Reboot.Keys;
        if (keys.Contains(key))
        {
            return new RebootResponse();
        }

        if (keys.Count >= MaximumBatches)
        {
            throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"{MaximumBatches} Reboots are waiting already.");
        }

        keys.Add(key);
        await StoreAsync(() => keys.Remove(key)).ConfigureAwait(false);
        return new RebootResponse();
    }

    private async ValueTask<CwmpMessage> FactoryResetAsync()
    {
        _state.Reboot.FactoryReset = true;
        await StoreAsync(() => _state.Reboot.FactoryReset = false).ConfigureAwait(false);
        return new FactoryResetResponse();
    }

    private async ValueTask<CwmpMessage> ScheduleInformAsync(ScheduleInform schedule)
    {
        if (schedule.DelaySeconds == 0)
        {
            throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, "DelaySeconds must be greater than 0.");
        }

        if (_state.Events.Scheduled.Count >= CpeEvents.MaximumScheduled)
        {
            throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"{CpeEvents.MaximumScheduled} Informs are scheduled already.");
        }

        CpeScheduledInform scheduled = new(
            CommandKey(schedule.CommandKey), CpeDeadline.After(TimeSpan.FromSeconds(schedule.DelaySeconds), _state.Clock));
        _state.Events.Scheduled.Add(scheduled);
        await StoreAsync(() => _state.Events.Scheduled.Remove(scheduled)).ConfigureAwait(false);
        return new ScheduleInformResponse();
    }

    private async ValueTask<CwmpMessage> AddTransferAsync(CpeTransfer transfer, CwmpMessage response)
    {
        _state.Transfers.Transfers.Add(transfer);
        await StoreAsync(() => _state.Transfers.Transfers.Remove(transfer)).ConfigureAwait(false);
        return response;
    }

    private async ValueTask<CwmpMessage> CancelAsync(CpeTransferDesk desk, CancelTransfer cancel)
    {
        IReadOnlyList<CpeTransfer> cancelled = desk.Cancel(cancel.CommandKey);
        await StoreAsync(() => _state.Transfers.Transfers.AddRange(cancelled)).ConfigureAwait(false);
        desk.Stop(cancelled);
        return new CancelTransferResponse();
    }

    private async ValueTask<CwmpMessage> ChangeDUStateAsync(ChangeDUState change)
    {
        CommandKey(change.CommandKey ?? string.Empty);
        if (change.Operations.Count == 0)
        {
            throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, "There is no operation.");
        }

        if (_state.Operations.Count >= MaximumBatches)
        {
            throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"{MaximumBatches} ChangeDUStates are waiting already.");
        }

        CpeOperationBatch batch = new(change, CpeDeadline.After(CpeOperationBatch.Limit, _state.Clock));
        _state.Operations.Add(batch);
        await StoreAsync(() => _state.Operations.Remove(batch)).ConfigureAwait(false);
        return new ChangeDUStateResponse();
    }

    private ValueTask StoreModelAsync() => StoreAsync(() => _environment.Keeper.RestoreModel());

    private async ValueTask StoreAsync(Action undo)
    {
        try
        {
            await _environment.Keeper.SaveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _environment.Log.CpeStateNotStored(e);
            undo();
            throw new CwmpFaultException(CwmpFaultCode.InternalError, "The change could not be stored and was undone.");
        }
    }
}
