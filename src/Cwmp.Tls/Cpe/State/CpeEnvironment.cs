// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.State;

/// <summary>What the parts of one engine share: the data model, the clock, the state and its keeper, the log.</summary>
internal sealed class CpeEnvironment
{
    public CpeEnvironment(
        ICpeDataModel model, ICpeStateStore store, CpeClock clock, Random random, ILogger log, CpeEventTable? events = null)
    {
        Model = model;
        Clock = clock;
        Log = log;
        Reader = new CpeModelReader(model, log);
        Settings = new CpeManagementSettings(model, Reader);
        Events = new CpeEvents(Settings, Reader, clock, random, events ?? CpeEventTable.Standard, log);
        State = new CpeDeviceState(clock, Events, new CpeStoredModel(model));
        Keeper = new CpeStateKeeper(store, State, log);
    }

    public ICpeDataModel Model { get; }

    /// <summary>Reads and writes the model for the engine itself; a model that throws does not stop the engine.</summary>
    public CpeModelReader Reader { get; }

    /// <summary>What the ACS has set below <c>ManagementServer.</c></summary>
    public CpeManagementSettings Settings { get; }

    public CpeClock Clock { get; }

    public CpeEvents Events { get; }

    public CpeDeviceState State { get; }

    public CpeStateKeeper Keeper { get; }

    public ILogger Log { get; }
}
