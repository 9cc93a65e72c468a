// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Events;

/// <summary>Who may raise an event.</summary>
internal enum CpeEventSource
{
    /// <summary>
    /// Only the application: by <see cref="CpeEngine.RaiseEventAsync"/>, or by <see cref="CpeEngine.SendAsync"/> where a request of the
    /// device delivers the event.
    /// </summary>
    Application = 0,

    /// <summary>Only the engine.</summary>
    Engine,

    /// <summary>The engine; the application may raise it as well.</summary>
    Both,
}
