// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// The parameters of a device as the ACS sees them (TR-098 or TR-181), in the terms of the RPCs. <see cref="CpeParameterTree"/> is a
/// complete implementation whose parameters can be bound to a device; implement this interface to put an existing configuration system
/// behind the engine.
/// </summary>
/// <remarks>
/// The engine calls the asynchronous methods one at a time. A refusal is a <see cref="CwmpFaultException"/> with a code of TR-069 §A.5.1;
/// any other exception becomes fault 9002. The synchronous members may be called while one of them runs, and must be quick.
/// </remarks>
public interface ICpeDataModel
{
    /// <summary>
    /// Raised when a value changed in any way but by an RPC of the ACS, on any thread, and never from inside one of the methods here. The
    /// engine decides whether the change is notified.
    /// </summary>
    event EventHandler<CpeParameterChangedEventArgs>? ParameterChanged;

    /// <summary>The root object with its dot: <c>Device.</c> or <c>InternetGatewayDevice.</c>.</summary>
    string Root { get; }

    /// <summary>Who the device is.</summary>
    DeviceIdStruct DeviceId { get; }

    /// <summary>
    /// Reads one value for the engine itself, secrets included: the settings below <c>ManagementServer.</c>, and what an Inform carries.
    /// </summary>
    /// <param name="name">A full parameter name.</param>
    /// <returns>The value with its type, or null where the device has no such parameter.</returns>
    ParameterValue? Read(string name);

    /// <summary>
    /// Writes one value on behalf of the device, read-only parameters included: the engine reports its <c>ConnectionRequestURL</c> this
    /// way.
    /// </summary>
    /// <param name="name">A full parameter name.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where the device has no such parameter.</returns>
    bool Write(string name, string value);

    /// <summary>Whether a parameter's value is secret: the ACS reads it as empty, in an Inform too.</summary>
    /// <param name="name">A full parameter name.</param>
    bool IsSecret(string name);

    /// <summary>The parameters whose notification is not off, with what it is.</summary>
    IReadOnlyList<KeyValuePair<string, ParameterNotification>> GetNotifications();

    /// <summary>GetParameterValues: full names, partial paths (ending in a dot) and the empty path for everything.</summary>
    /// <param name="names">What is asked for.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>Every parameter below every path; an object without parameters gives none. Secrets are empty.</returns>
    /// <exception cref="CwmpFaultException">9005 for a name that does not exist, 9003 for a list without names.</exception>
    ValueTask<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>SetParameterValues: all or nothing, together with <c>ManagementServer.ParameterKey</c>.</summary>
    /// <param name="values">The values; full names, each once.</param>
    /// <param name="parameterKey">The new ParameterKey.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>Whether the values are applied already.</returns>
    /// <exception cref="CwmpFaultException">9003 with one fault per bad parameter; nothing has changed then.</exception>
    ValueTask<RequestStatus> SetParameterValuesAsync(
        IReadOnlyList<ParameterValue> values, string parameterKey, CancellationToken cancellationToken);

    /// <summary>GetParameterNames.</summary>
    /// <param name="path">A full name, a partial path, or empty for the whole model.</param>
    /// <param name="nextLevel">True for only the next level; false for the path with everything below it.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>Names and whether they are writable.</returns>
    /// <exception cref="CwmpFaultException">
    /// 9005 for a path that does not exist, 9003 for a full name with <paramref name="nextLevel"/>.
    /// </exception>
    ValueTask<IReadOnlyList<ParameterInfoStruct>> GetParameterNamesAsync(string path, bool nextLevel, CancellationToken cancellationToken);

    /// <summary>GetParameterAttributes.</summary>
    /// <param name="names">As for <see cref="GetParameterValuesAsync"/>.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>The attributes of every parameter.</returns>
    /// <exception cref="CwmpFaultException">As for <see cref="GetParameterValuesAsync"/>.</exception>
    ValueTask<IReadOnlyList<ParameterAttributeStruct>> GetParameterAttributesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>SetParameterAttributes: all or nothing. A later entry wins over an earlier one.</summary>
    /// <param name="attributes">What to change, for full names and partial paths.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>A task.</returns>
    /// <exception cref="CwmpFaultException">9005, 9009 where a notification is refused, 9003; nothing has changed then.</exception>
    ValueTask SetParameterAttributesAsync(IReadOnlyList<SetParameterAttributesStruct> attributes, CancellationToken cancellationToken);

    /// <summary>AddObject: makes an instance with the values of the factory.</summary>
    /// <param name="objectName">The table, ending in a dot.</param>
    /// <param name="parameterKey">The new ParameterKey.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>The number of the instance, never one that was used before, and whether it is applied already.</returns>
    /// <exception cref="CwmpFaultException">9005 where no instance can be added, 9004 where there are too many.</exception>
    ValueTask<AddObjectResponse> AddObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken);

    /// <summary>DeleteObject: removes an instance with everything below it.</summary>
    /// <param name="objectName">The instance, ending in a dot.</param>
    /// <param name="parameterKey">The new ParameterKey.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <returns>Whether that is applied already.</returns>
    /// <exception cref="CwmpFaultException">9005 where there is no such instance, or it cannot be removed.</exception>
    ValueTask<RequestStatus> DeleteObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken);

    /// <summary>Returns everything to the factory's values: values, attributes, objects, ParameterKey.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task.</returns>
    ValueTask FactoryResetAsync(CancellationToken cancellationToken);
}
