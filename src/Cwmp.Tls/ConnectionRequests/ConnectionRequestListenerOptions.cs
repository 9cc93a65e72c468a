// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// How a <see cref="ConnectionRequestListener"/> listens. The listener checks the options when it is made, reports every mistake at once,
/// and keeps a copy: later changes have no effect.
/// </summary>
public sealed class ConnectionRequestListenerOptions
{
    /// <summary>
    /// Where to listen. Default every IPv4 address, port 7547; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> serves IPv4 as
    /// well.
    /// </summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.Any, 7547);

    /// <summary>
    /// The path of the ConnectionRequestURL: <c>/</c> and up to 127 letters, digits and <c>-._~/</c>. Default null, which makes a path of
    /// 128 random bits. Keep the path over restarts: the device has to tell the ACS of every change.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The ConnectionRequestUsername. Default empty; see <see cref="ConnectionRequestListener.SetCredentials"/>.</summary>
    public string Username { get; set; } = "";

    /// <summary>The ConnectionRequestPassword. Default empty, which accepts no request.</summary>
    public string Password { get; set; } = "";

    /// <summary>The realm of the challenges. Default <c>CPE</c>.</summary>
    public string Realm { get; set; } = "CPE";

    /// <summary>The Digest algorithms to offer, the preferred one first. Default only MD5, which TR-069 requires of every ACS.</summary>
    public IList<HttpDigestAlgorithm> Algorithms { get; private set; } = [HttpDigestAlgorithm.Md5];

    /// <summary>How many connections may be open; one more pushes out the oldest. Default 16; 1 to 1,024.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>
    /// How many connections one address (for IPv6 its /64) may have open; one more pushes out its oldest. Default 4; 1 to
    /// <see cref="MaxConnections"/>.
    /// </summary>
    public int MaxConnectionsPerAddress { get; set; } = 4;

    /// <summary>The longest request head, in bytes. Default 4,096; 512 to 65,536.</summary>
    public int MaxRequestHeadBytes { get; set; } = 4096;

    /// <summary>How long a connection may take for each request, idle time included. Default 10 s; 100 ms to 5 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often one address (for IPv6 its /64) may fail to authenticate within <see cref="FailureWindow"/> before it gets 503 for a while.
    /// Default 10; at least 1.
    /// </summary>
    public int MaxFailuresPerAddress { get; set; } = 10;

    /// <summary>The window of <see cref="MaxFailuresPerAddress"/>. Default 5 minutes; longer than zero.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the life of the listener and refused requests are logged. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that later changes do not reach.</summary>
    internal ConnectionRequestListenerOptions Snapshot()
    {
        var copy = (ConnectionRequestListenerOptions)MemberwiseClone();
        copy.EndPoint = EndPoint is null ? null! : new IPEndPoint(EndPoint.Address, EndPoint.Port);
        copy.Algorithms = [.. Algorithms];
        return copy;
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Check(EndPoint is not null, $"{nameof(EndPoint)} is missing.");
        Check(
            Path is null || IsPath(Path),
            $"{nameof(Path)} must be / and up to 127 letters, digits and -._~/, and no segment may be . or ...");
        Check(
            Username is not null && !Username.Contains(':', StringComparison.Ordinal) && HttpAuthenticationHeader.IsQuotable(Username),
            $"{nameof(Username)} must not contain colons or control characters.");
        Check(Password is not null, $"{nameof(Password)} is missing; the empty text accepts no request.");
        Check(MaxConnections is >= 1 and <= 1024, $"{nameof(MaxConnections)} must be between 1 and 1024, not {MaxConnections}.");
        Check(
            MaxConnectionsPerAddress >= 1 && MaxConnectionsPerAddress <= MaxConnections,
            $"{nameof(MaxConnectionsPerAddress)} must be between 1 and {nameof(MaxConnections)}, not {MaxConnectionsPerAddress}.");
        Check(
            MaxRequestHeadBytes is >= 512 and <= 65536,
            $"{nameof(MaxRequestHeadBytes)} must be between 512 and 65536, not {MaxRequestHeadBytes}.");
        Check(
            RequestTimeout >= TimeSpan.FromMilliseconds(100) && RequestTimeout <= TimeSpan.FromMinutes(5),
            $"{nameof(RequestTimeout)} must be between 100 ms and 5 minutes, not {RequestTimeout}.");
        Check(MaxFailuresPerAddress >= 1, $"{nameof(MaxFailuresPerAddress)} must be at least 1, not {MaxFailuresPerAddress}.");
        Check(FailureWindow > TimeSpan.Zero, $"{nameof(FailureWindow)} must be longer than zero, not {FailureWindow}.");
        Check(TimeProvider is not null, $"{nameof(TimeProvider)} is missing.");
        return problems;

        void Check(bool ok, string problem)
        {
            if (!ok)
            {
                problems.Add(problem);
            }
        }
    }

    private static bool IsPath(string path) =>
        path.Length <= 128 && path.StartsWith('/') && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/') &&
        !path.Split('/').Any(segment => segment is "." or "..");
}
