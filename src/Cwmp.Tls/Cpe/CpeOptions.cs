// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The settings of a CPE that can stand in a configuration file, for <see cref="CpeEngineOptions.Apply"/>. What is null there leaves the engine's setting alone. What the ACS
/// may change is not here but in the data model.
/// </summary>
/// <remarks>Not thread-safe. Any configuration binder can fill it, a source-generated one included; docs/configuration.md shows how.</remarks>
public sealed class CpeOptions
{
    /// <summary>Where TLS may be done without, see <see cref="CpeEngineOptions.PlainHttp"/>. Null leaves it alone.</summary>
    public CpePlainHttp? PlainHttp { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.DownloadDirectory"/>. Null leaves it alone.</summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>In octets, see <see cref="CpeEngineOptions.MaxDownloadSize"/>. Null leaves it alone.</summary>
    public long? MaxDownloadSize { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.ResponseTimeout"/>. Null leaves it alone.</summary>
    public TimeSpan? ResponseTimeout { get; set; }

    /// <summary>In octets, see <see cref="CpeEngineOptions.MaxResponseSize"/>. Null leaves it alone.</summary>
    public int? MaxResponseSize { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.MaxRequestsPerSession"/>. Null leaves it alone.</summary>
    public int? MaxRequestsPerSession { get; set; }

    /// <summary>In seconds, see <see cref="CpeEngineOptions.SessionTimeoutHint"/>. Null leaves it alone.</summary>
    public uint? SessionTimeoutHint { get; set; }

    /// <summary>See <see cref="CpeEngineOptions.UserAgent"/>. Null leaves it alone.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The port to listen on for connection requests over HTTP, on all addresses; 0 for any free one. Null leaves the listener alone.</summary>
    public int? ConnectionRequestPort { get; set; }

    /// <summary>The port to listen on for connection requests over UDP, as above.</summary>
    public int? UdpConnectionRequestPort { get; set; }

    /// <summary>The IP address in the device's <c>ConnectionRequestURL</c>, see <see cref="CpeEngineOptions.ConnectionRequestAddress"/>. Null leaves it alone.</summary>
    public string? ConnectionRequestAddress { get; set; }

    /// <summary>Every mistake in the options, in words; empty where there is none. Ranges of the engine's settings are checked by <see cref="CpeEngineOptions.Validate"/>.</summary>
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
