// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Threading.Channels;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>
/// A CPE on a fake clock, with a fake ACS in place of the network. State store and data model outlive the engine, so that a device can be
/// switched off and on.
/// </summary>
internal sealed class CpeBench : IAsyncDisposable
{
    public const string Url = "https://acs.example/cwmp";

    // Nothing here takes long; a busy machine may.
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    private readonly Channel<CpeSessionResult> _sessions = Channel.CreateUnbounded<CpeSessionResult>();
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public CpeBench(CpeModel? model = null, string url = Url)
    {
        Model = model ?? CpeModel.Device;
        FactoryValues[Model.Root + "ManagementServer.URL"] = url;
        FactoryValues[Model.Root + "ManagementServer.PeriodicInformEnable"] = "false";
        Tree = new CpeParameterTree(Model, FactoryValues);
    }

    public CpeModel Model { get; }

    public Dictionary<string, string> FactoryValues { get; } = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));

    public FakeAcs Acs { get; } = new();

    public ICpeStateStore Store { get; set; } = new MemoryCpeStateStore();

    public CpeParameterTree Tree { get; private set; }

    public CpeEngine Engine { get; private set; } = null!;

    /// <summary>Changes the options before the engine is made.</summary>
    public Action<CpeEngineOptions>? Configure { get; set; }

    public string Name(string parameter) => Model.Root + parameter;

    public void Set(string parameter, string value) => Tree.Write(Name(parameter), value);

    public string Get(string parameter) => Tree.Read(Name(parameter))!.Text;

    /// <summary>Switches the device on.</summary>
    public void Start()
    {
        CpeEngineOptions options = new()
        {
            DataModel = Tree,
            StateStore = Store,
            TimeProvider = Time,
            Random = new Random(11),
            HandlerFactory = Acs.CreateHandler,
        };
        Configure?.Invoke(options);
        Engine = new CpeEngine(options);
        Engine.SessionEnded += (_, result) => _sessions.Writer.TryWrite(result);
        _stop = new CancellationTokenSource();
        _run = Task.Run(() => Engine.RunAsync(_stop.Token));
    }

    /// <summary>Switches the device on and lets it have its first session, which must succeed.</summary>
    public async Task<CpeSessionResult> BootAsync()
    {
        Start();
        CpeSessionResult result = await SessionAsync();
        result.Succeeded.Should().BeTrue(result.Message);
        return result;
    }

    /// <summary>Switches the device off, and on again with what its store kept. It boots when <see cref="Start"/> is called.</summary>
    public async Task PowerOffAsync()
    {
        await StopAsync();
        Tree = new CpeParameterTree(Model, FactoryValues);
    }

    /// <summary>The next session that ends.</summary>
    public async Task<CpeSessionResult> SessionAsync()
    {
        Task<CpeSessionResult> session = _sessions.Reader.ReadAsync().AsTask();
        if (await Task.WhenAny(session, _run, Task.Delay(Ceiling)) != session)
        {
            await (_run.IsCompleted ? _run : Task.CompletedTask);
            throw new TimeoutException($"no session within {Ceiling}; the engine is {Engine.State}; posts: {string.Join(", ", Acs.Posts)}");
        }

        return await session;
    }

    /// <summary>Lets time pass, and the engine do what has come due.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        Time.Advance(time);
        await SettleAsync();
    }

    /// <summary>Waits until the engine has nothing to do at this moment.</summary>
    public async Task SettleAsync()
    {
        for (int quiet = 0; quiet < 3;)
        {
            await Engine.PostAsync(() => { }).WaitAsync(Ceiling);
            quiet = Engine.State is CpeEngineState.InSession ? 0 : quiet + 1;
        }
    }

    /// <summary>Asserts that no session has ended since the last one that was asked for.</summary>
    public async Task NoSessionAsync()
    {
        await SettleAsync();
        _sessions.Reader.TryPeek(out CpeSessionResult? unexpected).Should().BeFalse($"no session was due, yet there was one: {unexpected}");
    }

    /// <summary>A session on demand, with an event or without.</summary>
    public async Task<CpeSessionResult> RequestAsync(EventCode? reason = null)
    {
        CpeSessionResult result = await Engine.RequestSessionAsync(reason).WaitAsync(Ceiling);
        await SessionAsync();
        return result;
    }

    /// <summary>One session in which the ACS asks one thing; returns the answer.</summary>
    public async Task<CwmpMessage> AskAsync(CwmpRequest request)
    {
        Acs.Requests.Enqueue(request);
        CpeSessionResult result = await RequestAsync();
        result.Succeeded.Should().BeTrue($"{result.Message} {result.Exception}");
        return Acs.Posts.Last(p => !p.IsEmpty && p.Body is not CwmpRequest).Body!;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _run.WaitAsync(Ceiling);
        }
        catch (OperationCanceledException)
        {
            // Stopped as asked.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Acs.Dispose();
    }
}
