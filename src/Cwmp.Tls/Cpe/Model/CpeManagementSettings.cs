// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// The settings below <c>ManagementServer.</c> that the engine follows, with the defaults of the data models where a parameter is missing
/// or not valid.
/// </summary>
internal sealed class CpeManagementSettings(ICpeDataModel model, CpeModelReader reader)
{
    private readonly string _prefix = model.Root + "ManagementServer.";

    public string Url => Text("URL");

    public string Username => Text("Username");

    public string Password => Text("Password");

    public string ConnectionRequestUsername => Text("ConnectionRequestUsername");

    public string ConnectionRequestPassword => Text("ConnectionRequestPassword");

    /// <summary>Whether the device may call the ACS at all (TR-181 <c>EnableCWMP</c>).</summary>
    public bool Enabled => Read("EnableCWMP") is not { } value || !value.TryGetBoolean(out bool enabled) || enabled;

    /// <summary>Whether the HTTP listener for connection requests may be open; a device without the parameter has no such switch.</summary>
    public bool HttpConnectionRequestEnabled
        => Read("HTTPConnectionRequestEnable") is not { } value || !value.TryGetBoolean(out bool enabled) || enabled;

    public bool PeriodicInformEnabled => Read("PeriodicInformEnable") is { } value && value.TryGetBoolean(out bool enabled) && enabled;

    public TimeSpan PeriodicInformInterval => TimeSpan.FromSeconds(Number("PeriodicInformInterval", 86400));

    /// <summary>The reference of the periodic schedule; null where the phase is the device's own choice.</summary>
    public DateTimeOffset? PeriodicInformTime
        => Read("PeriodicInformTime") is { } value && value.TryGetDateTime(out CwmpDateTime time)
            && time.TryGetDateTimeOffset(out DateTimeOffset reference)
            ? reference
            : null;

    public CpeRetryPolicy RetryPolicy => new(
        (int)Math.Min(Number("CWMPRetryMinimumWaitInterval", CpeRetryPolicy.DefaultMinimumWait), int.MaxValue),
        (int)Math.Min(Number("CWMPRetryIntervalMultiplier", CpeRetryPolicy.DefaultMultiplier), int.MaxValue));

    public TimeSpan ActiveNotificationThrottle => TimeSpan.FromSeconds(Number("DefaultActiveNotificationThrottle", 0));

    public void SetConnectionRequestUrl(string url) => reader.Write(_prefix + "ConnectionRequestURL", url);

    private ParameterValue? Read(string name) => reader.Read(_prefix + name);

    private string Text(string name) => Read(name)?.Text ?? string.Empty;

    private uint Number(string name, uint otherwise) => Read(name) is { } value && value.TryGetUInt32(out uint number) ? number : otherwise;
}
