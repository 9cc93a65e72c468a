// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>What TR-098 and TR-181 say about parameters whose CSV line cannot say it. Names are without the root.</summary>
internal static class CpeWellKnownParameters
{
    public const string ParameterKey = "ManagementServer.ParameterKey";
    public const string Url = "ManagementServer.URL";

    /// <summary>Parameters whose value the data models hide ("when read, this parameter returns an empty string").</summary>
    public static bool IsSecret(ReadOnlySpan<char> segment)
        => segment.EndsWith("Password", StringComparison.Ordinal)
            || segment.EndsWith("Passphrase", StringComparison.Ordinal)
            || segment.EndsWith("SharedSecret", StringComparison.Ordinal)
            || segment is "PreSharedKey" or "WEPKey" or "Secret" or "PrivateKey" or "SharedKey" or "RekeyingSecret";

    /// <summary>Values that change with every second or packet ("active notification can be denied").</summary>
    public static bool DeniesActiveNotification(string name)
        => name.EndsWith(".UpTime", StringComparison.Ordinal)
            || name.EndsWith(".CurrentLocalTime", StringComparison.Ordinal)
            || name.Contains(".Stats.", StringComparison.Ordinal)
            || name.Contains(".MemoryStatus.", StringComparison.Ordinal)
            || name.Contains(".ProcessStatus.", StringComparison.Ordinal);

    /// <summary>Active notification is on from the factory for these ("forceDefaultEnabled").</summary>
    public static ParameterNotification DefaultNotification(string name)
        => WithoutRoot(name) is "DeviceInfo.SoftwareVersion" or "DeviceInfo.ProvisioningCode" or "ManagementServer.ConnectionRequestURL"
            ? ParameterNotification.Active
            : ParameterNotification.Off;

    /// <summary>Checks the values the engine itself depends on; null when the value is good or not known here.</summary>
    public static string? Check(string name, string value) => WithoutRoot(name) switch
    {
        Url => value.Length <= 256 && Uri.TryCreate(value, UriKind.Absolute, out Uri? url)
            && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && HasHostName(url)
                ? null
                : "an absolute http or https URL of at most 256 characters, without user information, is needed",
        "ManagementServer.PeriodicInformInterval" => InRange(value, 1, uint.MaxValue),
        "ManagementServer.CWMPRetryMinimumWaitInterval" => InRange(value, 1, 65535),
        "ManagementServer.CWMPRetryIntervalMultiplier" => InRange(value, 1000, 65535),
        "ManagementServer.ConnectionRequestUsername" when value.Contains(':', StringComparison.Ordinal)
            => "a colon cannot be part of the name: HTTP has it between name and password",
        "ManagementServer.Username" or "ManagementServer.Password" or "ManagementServer.ConnectionRequestUsername"
            or "ManagementServer.ConnectionRequestPassword" => value.Length <= 256 && !value.AsSpan().ContainsAnyInRange('\0', '\u001F')
                ? null
                : "at most 256 characters without control characters are allowed",
        "DeviceInfo.ProvisioningCode" => value.Length <= 64 ? null : "at most 64 characters are allowed",
        _ => null,
    };

    public static ReadOnlySpan<char> WithoutRoot(string name)
        => name.StartsWith(CpeModel.DeviceRoot, StringComparison.Ordinal) ? name.AsSpan(CpeModel.DeviceRoot.Length)
            : name.StartsWith(CpeModel.InternetGatewayDeviceRoot, StringComparison.Ordinal)
                ? name.AsSpan(CpeModel.InternetGatewayDeviceRoot.Length)
            : name;

    /// <summary>A host that has no form in DNS is found out only when it is asked for.</summary>
    private static bool HasHostName(Uri url)
    {
        try
        {
            return url.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static string? InRange(string value, uint lowest, uint highest)
        => uint.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uint number)
            && number >= lowest && number <= highest
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a number from {lowest} to {highest} is needed");
}
