// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Messages;

namespace CpeProof;

/// <summary>
/// A device in a process of its own, killed with SIGKILL at random moments of its day and started again. After each start the ACS finds
/// every value, object and attribute as it was told; at the end nothing that was promised is missing, and nothing that was confirmed came
/// again.
/// </summary>
internal sealed class KillRun(int seed, int kills)
{
    private const string Description = "Device.NAT.PortMapping.1.Description";
    private const string ParameterKey = "Device.ManagementServer.ParameterKey";
    private const string Table = "Device.NAT.PortMapping.";
    private const string Notified = "Device.Time.NTPServer1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<string> _violations = [];
    private readonly HashSet<string> _promised = [];
    private readonly HashSet<string> _possible = [];
    private readonly List<string> _values = [""];
    private readonly SortedSet<uint> _instances = [1];
    private readonly HashSet<uint> _doubtful = [];
    private readonly List<ParameterNotification> _notifications = [ParameterNotification.Off];
    private volatile bool _isWinding;
    private string _folder = "";
    private Uri _acs = null!;
    private int _set;
    private int _lastKey;
    private int _sessions;
    private int _reboots;

    public async Task<int> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        _folder = Directory.CreateTempSubdirectory("cpe-kill-").FullName;
        using ProofAuthority authority = new();
        authority.Save(_folder, ProofAuthority.Identity(0));
        AuditingAcs acs = new(RunSessionAsync);
        await using AcsProcess process = new(authority.CreateAcsContext(), acs);
        await process.StartAsync();
        DeviceLog log = acs.Of(ProofAuthority.Identity(0));
        try
        {
            _acs = new Uri($"https://localhost:{process.Port}/acs");
            for (int kill = 0; kill < kills;)
            {
                // Some lives end while the device is still starting, most at some moment after it has called.
                bool called = _random.Next(6) > 0;
                int life = _random.Next(4) switch
                {
                    0 => _random.Next(30),
                    1 => _random.Next(300),
                    2 => _random.Next(1000),
                    _ =>
                    _random.Next(3000)
                };
                bool wasKilled = await LiveAsync(log, called, TimeSpan.FromMilliseconds(life));
                kill += wasKilled ? 1 : 0;
                _reboots += wasKilled ? 0 : 1;
                if (wasKilled && kill % 20 == 0)
                {
                    Console.Error.WriteLine($"{kill}/{kills} kills, {_sessions} sessions, {_violations.Count} violations");
                }
            }

            // Without kills from here on: everything that is owed must come.
            _isWinding = true;
            for (long end = Stopwatch.GetTimestamp(); Owed(log).Count > 0 && Stopwatch.GetElapsedTime(end) < Patience;)
            {
                await LiveAsync(log, afterCall: true, TimeSpan.FromSeconds(3));
            }

            Judge(log);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }

        Console.WriteLine($"seed {seed}: {kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, {_reboots} reboots of " +
            $"its own, {_sessions} sessions");
        Console.WriteLine(
            $"  {log.Informs.Count} Informs, {log.Informs.Count(i => !i.IsConfirmed)} of them cut off; {log.Reports.Count} reports, "
            + $"{log.Reports.DistinctBy(r => r.Key).Count()} different; {_promised.Count} promises kept; {_set} values set");
        Console.WriteLine($"  {_violations.Count} violations");
        foreach (string violation in _violations.Take(20))
        {
            Console.WriteLine("  " + violation);
        }

        return _violations.IsEmpty ? 0 : 1;
    }

    /// <summary>
    /// One life of the process, killed some time after it said that it runs, or after its first Inform came. Returns whether it was killed,
    /// rather than having rebooted by itself.
    /// </summary>
    private async Task<bool> LiveAsync(DeviceLog log, bool afterCall, TimeSpan life)
    {
        int informs = log.Informs.Count;
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string program = typeof(KillRun).Assembly.Location;
        foreach (string argument in (string[])[.. Path.GetFileNameWithoutExtension(start.FileName) == "dotnet"
            ? [program]
            : Array.Empty<string>(), "device", _folder, _acs.AbsoluteUri, _isWinding
            ? "0"
            : $"{_random.Next(1, int.MaxValue)}"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process device = Process.Start(start)!;
        TaskCompletionSource ready = new();
        device.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null or KillDevice.Ready)
            {
                ready.TrySetResult();
            }
            else if (line.Data.StartsWith(KillDevice.Damaged, StringComparison.Ordinal))
            {
                _violations.Enqueue(line.Data);
            }
        };
        device.BeginOutputReadLine();
        await ready.Task;
        Task exited = device.WaitForExitAsync();
        for (int wait = 0; afterCall && wait < 2000 && log.Informs.Count == informs && !exited.IsCompleted; wait++)
        {
            await Task.Delay(10);
        }

        bool kill = await Task.WhenAny(exited, Task.Delay(life)) != exited;
        if (kill)
        {
            device.Kill();
        }

        await exited;
        if (!kill && device.ExitCode != 0)
        {
            _violations.Enqueue($"the device ended with exit code {device.ExitCode}");
        }

        return kill;
    }

    private async Task RunSessionAsync(AcsSession session, DeviceLog log, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sessions);
        await CheckStateAsync(session, cancellationToken);
        int action = _isWinding ? 100 : _random.Next(13);
        switch (action)
        {
            case < 4:
                _values.Add(NextKey());
                string value = _values[^1];
                await session.SetParameterValuesAsync([ParameterValue.String(Description, value)], value, cancellationToken);
                Settle(_values, value);
                _set++;
                break;
            case 4:
                _doubtful.Add(_instances.Max + 1);
                AddObjectResponse added = await session.AddObjectAsync(Table, _values[^1], cancellationToken);
                _instances.Add(added.InstanceNumber);
                _doubtful.Remove(added.InstanceNumber);
                break;
            case 5 when _instances.Count > 1:
                uint instance = _instances.Max;
                _doubtful.Add(instance);
                await session.DeleteObjectAsync($"{Table}{instance}.", _values[^1], cancellationToken);
                _instances.Remove(instance);
                _doubtful.Remove(instance);
                break;
            case 6:
                ParameterNotification notification = (ParameterNotification)_random.Next(3);
                _notifications.Add(notification);
                await session.SetParameterAttributesAsync(
                    [new SetParameterAttributesStruct { Name = Notified, NotificationChange = true, Notification = notification }],
                        cancellationToken);
                Settle(_notifications, notification);
                break;
            case 7:
                await PromiseAsync("M ScheduleInform/", key => session.ScheduleInformAsync(1, key, cancellationToken));
                break;
            case 8:
                await PromiseAsync("M Reboot/", key => session.RebootAsync(key, cancellationToken));
                break;
            case < 12:
                await PromiseAsync("M Download/", key => DownloadAsync(session, key, firmware: _random.Next(3) == 0, cancellationToken));
                break;
            default:
                break;
        }
    }

    /// <summary>The device has every change that it confirmed. It may have a change that got no answer.</summary>
    private async Task CheckStateAsync(AcsSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<ParameterValue> values = await session.GetParameterValuesAsync([Description, ParameterKey], cancellationToken);
        if (!_values.Contains(values[0].Text))
        {
            _violations.Enqueue($"{Description} is '{values[0].Text}', which is none of {string.Join(", ", _values.TakeLast(3))}");
        }

        if (values[1].Text != values[0].Text)
        {
            _violations.Enqueue($"the ParameterKey is '{values[1].Text}' and the value set with it is '{values[0].Text}'");
        }

        Settle(_values, values[0].Text);
        HashSet<uint> instances = [.. (await session.GetParameterNamesAsync(Table, nextLevel: true, cancellationToken))
            .Select(parameter => uint.Parse(parameter.Name.AsSpan(Table.Length).TrimEnd('.')))];
        HashSet<uint> difference = [.. instances];
        difference.SymmetricExceptWith(_instances);
        if (!difference.IsSubsetOf(_doubtful))
        {
            _violations.Enqueue($"the instances are {string.Join(' ', instances.Order())}, not {string.Join(' ', _instances)}");
        }

        _instances.Clear();
        _instances.UnionWith(instances);
        _doubtful.Clear();
        ParameterNotification notification = (await session.GetParameterAttributesAsync([Notified], cancellationToken))[0].Notification;
        if (!_notifications.Contains(notification))
        {
            _violations.Enqueue($"the notification of {Notified} is {notification}, which is none of {string.Join(", ", _notifications)}");
        }

        Settle(_notifications, notification);
    }

    /// <summary>Everything that was promised or certainly happened on the device, and has not reached the ACS.</summary>
    private List<string> Owed(DeviceLog log)
    {
        HashSet<string> reached = [.. log.Informs.SelectMany(inform => inform.Events)];
        HashSet<string> reported = [.. log.Reports.Where(r => r.Fault == 0).Select(r => "M Download/" + r.Key)];
        string[] happened = [.. Journal().Where(line => line.StartsWith("done ", StringComparison.Ordinal))
            .Select(line => EventOf(line["done ".Length..]))];
        lock (_promised)
        {
            return [.. _promised.Concat(happened)
                .Where(name => !(name.StartsWith("M Download/", StringComparison.Ordinal) ? reported : reached).Contains(name))];
        }
    }

    private void Judge(DeviceLog log)
    {
        foreach (string name in Owed(log))
        {
            _violations.Enqueue($"'{name}' was lost");
        }

        string[] begun =
            [.. Journal().Where(line => line.StartsWith("begin ", StringComparison.Ordinal)).Select(line => line["begin ".Length..])];
        HashSet<string> possible = [.. _possible, .. begun.Select(EventOf)];
        Dictionary<string, int> confirmed = [];
        foreach (ReceivedReport received in log.Reports)
        {
            string name = received.Key.StartsWith("https:", StringComparison.Ordinal) ? received.Key : "M Download/" + received.Key;
            Once(confirmed, name, received.Order, received.IsConfirmed);
            if (received.Fault != 0)
            {
                _violations.Enqueue($"'{name}' failed with {received.Fault}");
            }

            if (!possible.Contains(name) && !begun.Contains(received.Key))
            {
                _violations.Enqueue($"a report of '{name}', which did not happen");
            }
        }

        foreach (ReceivedInform inform in log.Informs)
        {
            foreach (string name in inform.Events.Where(name => name.Contains('/', StringComparison.Ordinal) || name == "0 BOOTSTRAP"))
            {
                bool byReport = name.StartsWith("M Download/", StringComparison.Ordinal);
                Once(confirmed, name, inform.Order, inform.IsConfirmed && !byReport);
                if (!possible.Contains(name) && name != "0 BOOTSTRAP")
                {
                    _violations.Enqueue($"an Inform with '{name}', which did not happen");
                }
            }
        }
    }

    private void Once(Dictionary<string, int> confirmed, string name, int order, bool isConfirmed)
    {
        if (confirmed.TryGetValue(name, out int before) && before < order)
        {
            _violations.Enqueue($"'{name}' came again after its delivery was confirmed");
        }
        else if (isConfirmed)
        {
            confirmed[name] = order;
        }
    }

    private static string EventOf(string key) => "M X_00256D_Proof/" + key;

    private string[] Journal()
    {
        string path = Path.Combine(_folder, "journal");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static void Settle<T>(List<T> possible, T actual)
    {
        possible.Clear();
        possible.Add(actual);
    }

    private async Task PromiseAsync(string prefix, Func<string, Task> ask)
    {
        string key = NextKey();
        lock (_promised)
        {
            _possible.Add(prefix + key);
        }

        await ask(key);
        lock (_promised)
        {
            _promised.Add(prefix + key);
        }
    }

    private async Task DownloadAsync(AcsSession session, string key, bool firmware, CancellationToken cancellationToken)
    {
        // Some values are long enough to cause a checkpoint.
        string name = $"{key}-{(key.EndsWith('7') ? 9 * 1024 : 100)}";
        await session.DownloadAsync(
            new Download
            {
                CommandKey = key,
                FileType = firmware ? FileTypes.FirmwareUpgradeImage : FileTypes.VendorConfigurationFile,
                URL = new Uri(_acs, "/files/" + name).AbsoluteUri,
                FileSize = (uint)AcsProcess.Size(name),
            },
            cancellationToken);
    }

    private string NextKey() => $"k{Interlocked.Increment(ref _lastKey)}";
}
