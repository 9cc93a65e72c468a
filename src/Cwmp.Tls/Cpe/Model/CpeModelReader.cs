// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// Asks the data model for the engine's own needs. The device's code behind the model may throw. A value that cannot be read is then
/// treated as missing, and a value that cannot be written stays. The device goes on calling its ACS, which can mend it.
/// </summary>
internal sealed class CpeModelReader(ICpeDataModel model, ILogger log)
{
    /// <summary>Who the device is, or null where the model does not say.</summary>
    public DeviceIdStruct? DeviceId => Ask(static (model, _) => model.DeviceId);

    /// <summary>The parameter, or null where there is none or it cannot be read.</summary>
    public ParameterValue? Read(string name) => Ask(static (model, name) => model.Read(name), name);

    /// <summary>The parameter as an Inform may show it, secrets empty; null also where the model does not say whether it is one.</summary>
    public ParameterValue? ReadForInform(string name)
        => Ask(
            static (model, name) => model.Read(name) is not { } value ? null
                : model.IsSecret(name) ? value with { Text = string.Empty } : value,
            name);

    /// <summary>Writes a parameter where there is one.</summary>
    public void Write(string name, string value)
        => Ask((model, name) => model.Write(name, value) ? name : null, name);

    /// <summary>The parameters whose notification is not off; null where the model does not say.</summary>
    public IReadOnlyList<KeyValuePair<string, ParameterNotification>>? GetNotifications()
        => Ask(static (model, _) => model.GetNotifications());

    /// <summary>GetParameterNames; empty where the model refuses or fails.</summary>
    public async ValueTask<IReadOnlyList<ParameterInfoStruct>> GetNamesAsync(
        string path, bool nextLevel, CancellationToken cancellationToken)
    {
        try
        {
            return await model.GetParameterNamesAsync(path, nextLevel, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsToBeLeftOut(e, cancellationToken))
        {
            return [];
        }
    }

    /// <summary>GetParameterValues; empty where the model refuses or fails.</summary>
    public async ValueTask<IReadOnlyList<ParameterValue>> GetValuesAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await model.GetParameterValuesAsync([name], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsToBeLeftOut(e, cancellationToken))
        {
            return [];
        }
    }

    // With a fault the model says that the name does not exist. Any other exception is logged.
    private bool IsToBeLeftOut(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OutOfMemoryException || cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        if (exception is not CwmpFaultException)
        {
            log.CpeCallbackFailed(exception);
        }

        return true;
    }

    private T? Ask<T>(Func<ICpeDataModel, string, T?> question, string name = "")
        where T : class
    {
        try
        {
            return question(model, name);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.CpeCallbackFailed(e);
            return null;
        }
    }
}
