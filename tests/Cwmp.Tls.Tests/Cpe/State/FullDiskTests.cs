// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.Tests.Cpe.State;

/// <summary>
/// A state directory on a file system that is really full: a small tmpfs, filled to its last page. Needs the right to mount one.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const string ProvisioningCode = "Device.DeviceInfo.ProvisioningCode";
    private static readonly EventCode Vendor = EventCode.FromText("X 00D09E Tamper");

    private readonly DirectoryInfo _mountPoint = Directory.CreateTempSubdirectory("cwmp-tls-full-");
    private readonly FakeLogCollector _log = new();
    private readonly CpeBench _bench = new();
    private DirectoryCpeStateStore? _store;
    private bool _isMounted;

    private string StateFolder => Path.Combine(_mountPoint.FullName, "state");

    private string Filler => Path.Combine(_mountPoint.FullName, "filler");

    public ValueTask InitializeAsync()
    {
        _isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", _mountPoint.FullName);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _store?.Dispose();
        if (_isMounted)
        {
            Run("umount", _mountPoint.FullName);
        }

        _mountPoint.Delete(recursive: true);
    }

    [Fact]
    public async Task Full_disk_is_survived_and_reported_and_nothing_is_lost_when_there_is_room_again()
    {
        Assert.SkipUnless(_isMounted, "needs the right to mount a tmpfs");
        _bench.Configure = options => options.LoggerFactory = new LoggerFactory([new FakeLoggerProvider(_log)]);
        SwitchOn();
        await _bench.BootAsync();
        (await SetAsync("before")).Should().BeOfType<SetParameterValuesResponse>();
        Fill();

        // What the ACS wants is refused and undone, and said in the log; sessions go on.
        (await SetAsync("refused")).Should().BeOfType<CwmpFault>().Which.FaultCode.Should().Be(CwmpFaultCode.InternalError);
        _bench.Get("DeviceInfo.ProvisioningCode").Should().Be("before");
        _log.GetSnapshot().Should().Contain(record => record.Id.Name == "StateNotStored" && record.Level == LogLevel.Error);

        // A power cut while the disk is full: the device starts from what it stored last.
        await PowerCutAsync();
        Directory.GetFiles(StateFolder).Select(Path.GetFileName).Should().NotContain("state.new");
        SwitchOn();
        (await _bench.BootAsync()).Events.Should().ContainSingle(e => e.EventCode == EventCode.Boot);
        _bench.Get("DeviceInfo.ProvisioningCode").Should().Be("before");

        // An event of the application waits for an ACS that is down; its caller learns that it is not stored yet.
        _bench.Acs.SetHandler(_ => FakeAcs.Status(503));
        Func<Task> raising = () => _bench.Engine.RaiseEventAsync(Vendor);
        await raising.Should().ThrowAsync<IOException>();
        (await _bench.SessionAsync()).Succeeded.Should().BeFalse();

        // Room again: the engine stores at its next step, without being asked, and the next power cut takes nothing.
        File.Delete(Filler);
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(10));
        await PowerCutAsync();
        _bench.Acs.On = null;
        SwitchOn();
        _bench.Start();
        CpeSessionResult first = await _bench.SessionAsync();
        while (!first.Succeeded)
        {
            // Attempts at the ACS that was down.
            first = await _bench.SessionAsync();
        }

        first.Events.Should().Contain(e => e.EventCode == Vendor);
        (await SetAsync("after")).Should().BeOfType<SetParameterValuesResponse>();
        await PowerCutAsync();
        SwitchOn();
        await _bench.BootAsync();
        _bench.Get("DeviceInfo.ProvisioningCode").Should().Be("after");
    }

    private void SwitchOn() => _bench.Store = _store = new DirectoryCpeStateStore(StateFolder);

    // The store is cut off first: on the way out nothing is stored any more.
    private async Task PowerCutAsync()
    {
        _store!.Dispose();
        await _bench.PowerOffAsync();
    }

    private Task<CwmpMessage> SetAsync(string value)
        => _bench.AskAsync(new SetParameterValues { ParameterList = [ParameterValue.String(ProvisioningCode, value)] });

    private void Fill()
    {
        Action filling = () =>
        {
            using FileStream filler = new(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            byte[] page = new byte[4096];
            for (int i = 0; i < 1000; i++)
            {
                filler.Write(page);
            }
        };
        filling.Should().Throw<IOException>("the file system is smaller");
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
