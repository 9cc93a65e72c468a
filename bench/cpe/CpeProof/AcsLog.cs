// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace CpeProof;

/// <summary>An Inform as it reached the ACS.</summary>
/// <param name="SessionId">The session it began.</param>
/// <param name="RetryCount">Its RetryCount.</param>
/// <param name="Events">Its events, as <c>code</c> or <c>code/key</c>.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record ReceivedInform(string SessionId, uint RetryCount, IReadOnlyList<string> Events,
    IReadOnlyList<ParameterValue> Parameters)
{
    /// <summary>The CPE has gone on in the same session, so that it has the InformResponse and has acted on it.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Counts what came from this device.</summary>
    public int Order { get; set; }

    public string Signature => $"{RetryCount}: {string.Join(", ", Events)}";
}

/// <summary>A request that the CPE made.</summary>
/// <param name="SessionId">The session it came in.</param>
/// <param name="Key">Its CommandKey or AnnounceURL.</param>
/// <param name="Fault">The fault it reports; 0 for success.</param>
internal sealed record ReceivedReport(string SessionId, string Key, int Fault)
{
    /// <summary>The CPE has gone on in the same session, so that it has the response and has acted on it.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Counts what came from this device.</summary>
    public int Order { get; set; }
}

/// <summary>Everything that one device has told the ACS, in the order in which it came.</summary>
internal sealed class DeviceLog
{
    private readonly Lock _lock = new();
    private readonly List<ReceivedInform> _informs = [];
    private readonly List<ReceivedReport> _reports = [];
    private int _last;

    public IReadOnlyList<ReceivedInform> Informs
    {
        get
        {
            lock (_lock)
            {
                return [.. _informs];
            }
        }
    }

    public IReadOnlyList<ReceivedReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    public void Add(ReceivedInform inform)
    {
        lock (_lock)
        {
            inform.Order = ++_last;
            _informs.Add(inform);
        }
    }

    public void Add(ReceivedReport report)
    {
        lock (_lock)
        {
            Confirm(report.SessionId);
            report.Order = ++_last;
            _reports.Add(report);
        }
    }

    /// <summary>A POST of this session has come, so every earlier answer has arrived at the device.</summary>
    public void Confirm(string sessionId)
    {
        lock (_lock)
        {
            if (_informs.FindLast(inform => inform.SessionId == sessionId) is { } inform)
            {
                inform.IsConfirmed = true;
            }

            for (int i = _reports.Count - 1; i >= 0 && _reports[i].SessionId == sessionId; i--)
            {
                _reports[i].IsConfirmed = true;
            }
        }
    }

    public static string Name(EventStruct entry) =>
        entry.CommandKey.Length == 0 ? entry.EventCode.Text : $"{entry.EventCode.Text}/{entry.CommandKey}";
}

/// <summary>An ACS that records everything and then does in the session what the run wants.</summary>
internal sealed class AuditingAcs(Func<AcsSession, DeviceLog, CancellationToken, Task> script) : CwmpAcs
{
    private readonly ConcurrentDictionary<DeviceIdentity, DeviceLog> _devices = [];

    public DeviceLog Of(DeviceIdentity device) => _devices.GetOrAdd(device, _ => new DeviceLog());

    public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken)
    {
        Of(session.Device).Add(new ReceivedInform(
            session.Id, session.Inform.RetryCount, [.. session.Inform.Event.Select(DeviceLog.Name)], session.Inform.ParameterList));
        return Task.FromResult(AcsInformAnswer.Accept);
    }

    public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken)
    {
        Of(session.Device).Add(new ReceivedReport(session.Id, request.CommandKey, request.FaultStruct.FaultCode.Value));
        return Task.CompletedTask;
    }

    public override Task OnAutonomousTransferCompleteAsync(
        AcsSession session, AutonomousTransferComplete request, CancellationToken cancellationToken)
    {
        Of(session.Device).Add(new ReceivedReport(session.Id, request.AnnounceURL, request.FaultStruct.FaultCode.Value));
        return Task.CompletedTask;
    }

    public override Task RunAsync(AcsSession session, CancellationToken cancellationToken)
    {
        DeviceLog log = Of(session.Device);
        log.Confirm(session.Id);
        return script(session, log, cancellationToken);
    }
}
