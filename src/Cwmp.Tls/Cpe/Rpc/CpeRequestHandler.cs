// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Diagnostics;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>
/// Answers the requests of the ACS. What a request changes is stored before its response goes out; where that is not possible it is undone and
/// the ACS gets a fault, so that both sides agree on what is so even when the power goes next.
/// </summary>
internal sealed class CpeRequestHandler(
    CpeEnvironment environment,
    CpeTransferDesk? transfers,
    bool deploymentUnits,
    FrozenDictionary<string, CpeVendorMethod> vendorMethods,
    bool allowPlainHttp)
{
    private const int MaximumCommandKeyLength = 32;

    /// <summary>How many ChangeDUStates may wait, and how many Reboots.</summary>
    public const int MaximumBatches = 16;

    private readonly CpeDeviceState _state = environment.State;
    private readonly IReadOnlyList<string> _methods = CpeMethods.List(transfers is not null, deploymentUnits, vendorMethods.Keys);

    /// <summary>Carries out a request; never throws but for cancellation.</summary>
    /// <returns>The response, or the fault.</returns>
    public async ValueTask<CwmpMessage> AnswerAsync(CwmpRequest request, CancellationToken cancellationToken)
    {
        environment.Log.CpeRequestReceived(request.MethodName);
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
            SessionMetrics.CpeRpcFinished(Stopwatch.GetElapsedTime(started), request.MethodName, fault?.FaultCode.ToString());
        }

        return answer;
    }

    private async ValueTask<CwmpMessage> AnswerOrFaultAsync(CwmpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await DispatchAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CwmpFaultException e)
        {
            environment.Log.CpeRequestRefused(request.MethodName, e.FaultCode.Value, e.Fault.FaultString);
            return e.Fault;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            environment.Log.CpeRequestFailed(request.MethodName, e);
            return CwmpFault.Create(CwmpFaultCode.InternalError);
        }
    }

    private ValueTask<CwmpMessage> DispatchAsync(CwmpRequest request, CancellationToken cancellationToken) => request switch
    {
        GetRPCMethods => Now(new GetRPCMethodsResponse { MethodList = _methods }),
        GetParameterValues get => GetValuesAsync(get, cancellationToken),
        SetParameterValues set => SetValuesAsync(set, cancellationToken),
        GetParameterNames get => GetNamesAsync(get, cancellationToken),
        GetParameterAttributes get => GetAttributesAsync(get, cancellationToken),
        SetParameterAttributes set => SetAttributesAsync(set, cancellationToken),
        AddObject add => AddObjectAsync(add, cancellationToken),
        DeleteObject delete => DeleteObjectAsync(delete, cancellationToken),
        Reboot reboot => RebootAsync(reboot),
        FactoryReset => FactoryResetAsync(),
        ScheduleInform schedule => ScheduleInformAsync(schedule),
        Download download when transfers is not null => AddTransferAsync(transfers.Accept(download), new DownloadResponse { Status = RequestStatus.NotYetApplied }),
        Upload upload when transfers is not null => AddTransferAsync(transfers.Accept(upload), new UploadResponse { Status = RequestStatus.NotYetApplied }),
        ScheduleDownload download when transfers is not null => AddTransferAsync(transfers.Accept(download), new ScheduleDownloadResponse()),
        CancelTransfer cancel when transfers is not null => CancelAsync(transfers, cancel),
        GetQueuedTransfers when transfers is not null => Now(new GetQueuedTransfersResponse { TransferList = transfers.List() }),
        GetAllQueuedTransfers when transfers is not null => Now(new GetAllQueuedTransfersResponse { TransferList = transfers.ListAll() }),
        ChangeDUState change when deploymentUnits => ChangeDUStateAsync(change),
        VendorRequest vendor when vendorMethods.TryGetValue(vendor.MethodName, out CpeVendorMethod? method) => VendorAsync(method, vendor, cancellationToken),
        _ => throw CpeMethods.NotSupported(request),
    };

    private static ValueTask<CwmpMessage> Now(CwmpMessage message) => ValueTask.FromResult(message);

    private static string CommandKey(string key) => key.Length <= MaximumCommandKeyLength
        ? key
        : throw new CwmpFaultException(CwmpFaultCode.InvalidArguments, $"The CommandKey has {key.Length} characters; at most {MaximumCommandKeyLength} are allowed.");

    private async ValueTask<CwmpMessage> GetValuesAsync(GetParameterValues get, CancellationToken cancellationToken)
        => new GetParameterValuesResponse
        {
            ParameterList = await environment.Model.GetParameterValuesAsync(get.ParameterNames, cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> SetValuesAsync(SetParameterValues set, CancellationToken cancellationToken)
    {
        ThrowIfUndialable(set.ParameterList);
        string url = _state.Events.BootstrapUrl;
        bool bootstrapping = _state.Events.Queue.Contains(EventCode.Bootstrap);
        RequestStatus status = await environment.Model.SetParameterValuesAsync(set.ParameterList, set.ParameterKey, cancellationToken).ConfigureAwait(false);
        string[] names = [.. set.ParameterList.Select(value => value.Name)];
        _state.Events.ChangedByAcs(names);
        await StoreAsync(() =>
        {
            environment.Keeper.RestoreModel();
            _state.Events.Notifications.SetByAcs(names);
            _state.Events.ForgetUrlChange(url, bootstrapping);
        }).ConfigureAwait(false);
        return new SetParameterValuesResponse { Status = status };
    }

    /// <summary>A URL that this device would refuse to dial would be the last thing that an ACS ever told it.</summary>
    private void ThrowIfUndialable(IReadOnlyList<ParameterValue> values)
    {
        string name = environment.Model.Root + CpeWellKnownParameters.Url;
        if (!allowPlainHttp && values.Any(value => value.Name == name && Uri.TryCreate(value.Text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp))
        {
            throw new CwmpFaultException(CwmpFault.Create(CwmpFaultCode.InvalidArguments) with
            {
                SetParameterValuesFaults =
                [
                    new() { ParameterName = name, FaultCode = CwmpFaultCode.InvalidParameterValue, FaultString = "This device calls its ACS over https alone." },
                ],
            });
        }
    }

    private async ValueTask<CwmpMessage> GetNamesAsync(GetParameterNames get, CancellationToken cancellationToken)
        => new GetParameterNamesResponse
        {
            ParameterList = await environment.Model.GetParameterNamesAsync(get.ParameterPath, get.NextLevel, cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> GetAttributesAsync(GetParameterAttributes get, CancellationToken cancellationToken)
        => new GetParameterAttributesResponse
        {
            ParameterList = await environment.Model.GetParameterAttributesAsync(get.ParameterNames, cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask<CwmpMessage> SetAttributesAsync(SetParameterAttributes set, CancellationToken cancellationToken)
    {
        await environment.Model.SetParameterAttributesAsync(set.ParameterList, cancellationToken).ConfigureAwait(false);

        // The values of the moment are the ones that changes are measured against.
        _state.Events.Scan();
        await StoreModelAsync().ConfigureAwait(false);
        return new SetParameterAttributesResponse();
    }

    private async ValueTask<CwmpMessage> AddObjectAsync(AddObject add, CancellationToken cancellationToken)
    {
        AddObjectResponse response = await environment.Model.AddObjectAsync(add.ObjectName, add.ParameterKey, cancellationToken).ConfigureAwait(false);
        await StoreModelAsync().ConfigureAwait(false);
        return response;
    }

    private async ValueTask<CwmpMessage> DeleteObjectAsync(DeleteObject delete, CancellationToken cancellationToken)
    {
        RequestStatus status = await environment.Model.DeleteObjectAsync(delete.ObjectName, delete.ParameterKey, cancellationToken).ConfigureAwait(false);
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

    private static async ValueTask<CwmpMessage> VendorAsync(CpeVendorMethod method, VendorRequest request, CancellationToken cancellationToken)
        => await method(request, cancellationToken).ConfigureAwait(false);

    private ValueTask StoreModelAsync() => StoreAsync(() => environment.Keeper.RestoreModel());

    private async ValueTask StoreAsync(Action undo)
    {
        try
        {
            await environment.Keeper.SaveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            environment.Log.CpeStateNotStored(e);
            undo();
            throw new CwmpFaultException(CwmpFaultCode.InternalError, "The change could not be stored and was undone.");
        }
    }
}
