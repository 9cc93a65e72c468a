// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The settings of a CPE that a configuration file can hold, for <see cref="CpeEngineOptions.Apply"/>. A setting that is null does not
/// change the engine's option. Settings that the ACS may change are not here; they are in the data model.
/// </summary>
/// <remarks>
/// Not thread-safe. Any configuration binder can fill it, a source-generated one included; docs/configuration.md shows how.
/// </remarks>
public sealed class CpeOptions
{
    /// <summary>Where plain http is allowed, see <see cref="CpeEngineOptions.PlainHttp"/>. Null changes nothing.</summary>
    public CpePlainHttp? PlainHttp { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.DownloadDirectory"/>. Null changes nothing.</summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>In octets, see <see cref="CpeEngineOptions.MaxDownloadSize"/>. Null changes nothing.</summary>
    public long? MaxDownloadSize { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.ResponseTimeout"/>. Null changes nothing.</summary>
    public TimeSpan? ResponseTimeout { get; set; }

    /// <summary>In octets, see <see cref="CpeEngineOptions.MaxResponseSize"/>. Null changes nothing.</summary>
    public int? MaxResponseSize { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.MaxRequestsPerSession"/>. Null changes nothing.</summary>
    public int? MaxRequestsPerSession { get; set; }

    /// <summary>In seconds, see <see cref="CpeEngineOptions.SessionTimeoutHint"/>. Null changes nothing.</summary>
    public uint? SessionTimeoutHint { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.UserAgent"/>. Null changes nothing.</summary>
    public string? UserAgent { get; set; }

    /// <summary>
    /// The port to listen on for connection requests over HTTP, on all addresses; 0 for any free one. Null changes nothing.
    /// </summary>
    public int? ConnectionRequestPort { get; set; }

    /// <summary>
    /// The port to listen on for connection requests over UDP, on all addresses; 0 for any free one. Null changes nothing.
    /// </summary>
    public int? UdpConnectionRequestPort { get; set; }

    /// <summary>
    /// The IP address in the device's <c>ConnectionRequestURL</c>, see <see cref="CpeEngineOptions.ConnectionRequestAddress"/>. Null
    /// changes nothing.
    /// </summary>
    public string? ConnectionRequestAddress { get; set; }

    /// <summary>
    /// Every mistake in the settings, in words. Ranges of the engine's options are checked by <see cref="CpeEngineOptionsRules"/>.
    /// </summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        CheckPort(ConnectionRequestPort, nameof(ConnectionRequestPort));
        CheckPort(UdpConnectionRequestPort, nameof(UdpConnectionRequestPort));
        if (ConnectionRequestAddress is not null && !IPAddress.TryParse(ConnectionRequestAddress, out _))
        {
            problems.Add($"{nameof(ConnectionRequestAddress)} must be an IP address, not \"{ConnectionRequestAddress}\".");
        }

        return problems;

        void CheckPort(int? port, string name)
        {
            if (port is < 0 or > IPEndPoint.MaxPort)
            {
                problems.Add($"{name} must be between 0 and {IPEndPoint.MaxPort}, not {port}.");
            }
        }
    }
}
