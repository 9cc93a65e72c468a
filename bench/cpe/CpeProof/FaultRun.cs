// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;

namespace CpeProof;

/// <summary>
/// A fleet over mutual TLS, through a proxy that cuts and delays, to an ACS that is restarted twice; at the end every event must have been
/// delivered exactly as the table of events says.
/// </summary>
internal sealed class FaultRun(int seed, int devices, int rounds)
{
    private readonly ConcurrentQueue<string> _violations = [];

    public async Task<int> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using ProofAuthority authority = new();
        ConcurrentDictionary<DeviceIdentity, FaultDevice> fleet = [];
        AuditingAcs acs = new((session, _, token) => fleet[session.Device].RunAcsAsync(session, token));
        await using AcsProcess process = new(authority.CreateAcsContext(), acs);
        await process.StartAsync();
        await using FaultProxy proxy = new(seed, process.Port);
        Uri url = new($"https://localhost:{proxy.Port}/acs");
        string folder = Directory.CreateTempSubdirectory("cpe-proof-").FullName;
        try
        {
            for (int i = 0; i < devices; i++)
            {
                DeviceIdentity identity = ProofAuthority.Identity(i);
                fleet[identity] = new FaultDevice(
                    identity,
                    authority.CreateDeviceContext(identity),
                    url,
                    acs.Of(identity),
                    Path.Combine(folder, identity.SerialNumber),
                    (seed * 1_000_003) + i,
                    _violations.Enqueue);
            }

            await RunFleetAsync(fleet.Values, process);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (FaultDevice device in fleet.Values)
        {
            CheckBothSides(device);
        }

        return Report([.. fleet.Values], process, proxy, Stopwatch.GetElapsedTime(started));
    }

    private async Task RunFleetAsync(ICollection<FaultDevice> fleet, AcsProcess process)
    {
        using SemaphoreSlim places = new(128);
        SemaphoreSlim restarting = new(1);
        int done = 0;
        int total = devices * rounds;
        Task restarts = Task.CompletedTask;
        await Task.WhenAll(fleet.Select(device => device.RunAsync(places, rounds, RoundDone, CancellationToken.None)));
        await restarts;

        void RoundDone()
        {
            int now = Interlocked.Increment(ref done);
            if (now == Math.Max(1, total / 3) || now == Math.Max(2, total * 2 / 3))
            {
                restarts = Task.WhenAll(restarts, RestartAsync());
            }

            if (now % Math.Max(1, total / 10) == 0)
            {
                Console.Error.WriteLine($"{now}/{total} rounds, {_violations.Count} violations");
            }
        }

        async Task RestartAsync()
        {
            await restarting.WaitAsync();
            await process.RestartAsync();
            restarting.Release();
        }
    }

    /// <summary>The ACS has seen what the device says it sent, in that order, and everything the device takes for delivered.</summary>
    private void CheckBothSides(FaultDevice device)
    {
        IReadOnlyList<CpeSessionResult> sent = device.Ledger.Sessions;
        int next = 0;
        foreach (ReceivedInform inform in device.Log.Informs)
        {
            while (next < sent.Count && Signature(sent[next]) != inform.Signature)
            {
                Skip(sent[next++]);
            }

            if (next == sent.Count)
            {
                _violations.Enqueue($"{device.Identity}: the ACS has an Inform that was not sent: {inform.Signature}");
                return;
            }

            next++;
        }

        for (; next < sent.Count; next++)
        {
            Skip(sent[next]);
        }

        int delivered = sent.Sum(session => session.RequestsDelivered);
        int distinct = device.Log.Reports.Select(received => received.Key).Distinct().Count();
        if (delivered != distinct)
        {
            _violations.Enqueue(
                $"{device.Identity}: {delivered} requests were answered for the device, {distinct} different ones have reached the ACS");
        }

        void Skip(CpeSessionResult session)
        {
            if (session.InformDelivered)
            {
                _violations.Enqueue($"{device.Identity}: the ACS has no Inform that the device takes for delivered: {Signature(session)}");
            }
        }
    }

    private static string Signature(CpeSessionResult session) =>
        $"{session.RetryCount}: {string.Join(", ", session.Events.Select(DeviceLog.Name))}";

    private int Report(IReadOnlyList<FaultDevice> fleet, AcsProcess process, FaultProxy proxy, TimeSpan elapsed)
    {
        CpeSessionResult[] sessions = [.. fleet.SelectMany(device => device.Ledger.Sessions)];
        Console.WriteLine($"seed {seed}: {devices} devices, {rounds} rounds each, {elapsed.TotalSeconds:F0} s");
        Console.WriteLine($"  {proxy.Connections} connections: {proxy.Cuts} to be cut, {proxy.Delays} delayed; the ACS was started " +
            $"{process.Starts} times");
        Console.WriteLine($"  {sessions.Length} sessions, {sessions.Count(s => !s.Succeeded)} failed: " + string.Join(
            ", ", sessions.Where(s => !s.Succeeded).GroupBy(s => s.Failure).OrderByDescending(g => g.Count())
                .Select(g => $"{g.Count()} {g.Key}")));
        Console.WriteLine($"  {sessions.Count(s => !s.Succeeded && s.InformDelivered)} failed after the InformResponse, at most " +
            $"{sessions.Max(s => s.RetryCount)} retries in a row");
        Console.WriteLine(
            $"  {fleet.Sum(device => device.Ledger.Delivered)} events delivered, {fleet.Sum(device => device.Log.Reports.Count)} reports " +
            "received, "
            + $"{fleet.Sum(device => device.Log.Reports.DistinctBy(r => r.Key).Count())} of them different; "
            + $"{fleet.Sum(device => device.Log.Reports.Where(r => r.Fault != 0).DistinctBy(r => r.Key).Count())} downloads given up " +
                "after five cuts in a row");
        Console.WriteLine($"  {_violations.Count} violations of the table of events");
        foreach (string violation in _violations.Take(20))
        {
            Console.WriteLine("  " + violation);
        }

        return _violations.IsEmpty ? 0 : 1;
    }
}
