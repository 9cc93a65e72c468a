// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Reads parameters for the engine's own needs. The device's code behind one may throw; a parameter that cannot be read is then not there, and
/// the device goes on calling its ACS, which is the one that can cure it.
/// </summary>
internal sealed class CpeModelReader(ICpeDataModel model, ILogger log)
{
    /// <summary>The parameter, or null where there is none or it cannot be read.</summary>
    public ParameterValue? Read(string name)
    {
        try
        {
            return model.Read(name);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.CpeCallbackFailed(e);
            return null;
        }
    }
}
