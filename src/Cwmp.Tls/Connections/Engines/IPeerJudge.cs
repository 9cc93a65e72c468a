// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>Decides about the peer's certificate, once per handshake, resumed ones included.</summary>
internal interface IPeerJudge
{
    /// <summary>Called by the engine with what the peer showed.</summary>
    /// <returns>Null to go on, or the number of the alert that tells the peer why not (sent where the engine can).</returns>
    byte? Judge(in PresentedChain chain);
}
