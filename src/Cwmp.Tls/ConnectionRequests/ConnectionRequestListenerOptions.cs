// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a <see cref="ConnectionRequestListener"/> listens. Read once, when it starts.</summary>
public sealed class ConnectionRequestListenerOptions
{
    /// <summary>Where to listen. Default every IPv4 address, port 7547; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> listens on both.</summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.Any, 7547);

    /// <summary>
    /// The path of the ConnectionRequestURL: <c>/</c> and up to 127 of letters, digits and <c>-._~/</c>. Default null: 128 random bits. Keep
    /// it over restarts, since the ACS is told of every change.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The ConnectionRequestUsername. Default empty; see <see cref="ConnectionRequestListener.SetCredentials"/>.</summary>
    public string Username { get; set; } = "";

    /// <summary>The ConnectionRequestPassword. Default empty, which nobody can authenticate with.</summary>
    public string Password { get; set; } = "";

    /// <summary>The realm of the challenges. Default <c>CPE</c>.</summary>
    public string Realm { get; set; } = "CPE";

    /// <summary>The Digest algorithms offered, the preferred one first. Default MD5 alone, which TR-069 obliges the ACS to know.</summary>
    public IList<HttpDigestAlgorithm> Algorithms { get; } = [HttpDigestAlgorithm.Md5];

    /// <summary>Open connections at most; one more pushes out the oldest. Default 16; 1 to 1,024.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>Open connections from one address (for IPv6 its /64) at most; one more pushes out its oldest. Default 4; 1 to <see cref="MaxConnections"/>.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 4;

    /// <summary>The longest request head, in bytes. Default 4,096; 512 to 65,536.</summary>
    public int MaxRequestHeadBytes { get; set; } = 4096;

    /// <summary>How long a connection may take for each request, idle time included. Default 10 s; 100 ms to 5 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one address may fail to authenticate within <see cref="FailureWindow"/> before it gets 503 for a while. Default 10; at least 1.</summary>
    public int MaxFailuresPerAddress { get; set; } = 10;

    /// <summary>The window of <see cref="MaxFailuresPerAddress"/>. Default 5 minutes; longer than zero.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Check(EndPoint is not null, $"{nameof(EndPoint)} is missing.");
        Check(Path is null || IsPath(Path), $"{nameof(Path)} must be / and up to 127 letters, digits and -._~/, without a segment of dots.");
        Check(
            Username is not null && !Username.Contains(':', StringComparison.Ordinal) && HttpAuthenticationHeader.IsQuotable(Username),
            $"{nameof(Username)} must not contain colons or control characters.");
        Check(Password is not null, $"{nameof(Password)} is missing; the empty text refuses everybody.");
        Check(MaxConnections is >= 1 and <= 1024, $"{nameof(MaxConnections)} must be between 1 and 1024, not {MaxConnections}.");
        Check(
            MaxConnectionsPerAddress >= 1 && MaxConnectionsPerAddress <= MaxConnections,
            $"{nameof(MaxConnectionsPerAddress)} must be between 1 and {nameof(MaxConnections)}, not {MaxConnectionsPerAddress}.");
        Check(MaxRequestHeadBytes is >= 512 and <= 65536, $"{nameof(MaxRequestHeadBytes)} must be between 512 and 65536, not {MaxRequestHeadBytes}.");
        Check(
            RequestTimeout >= TimeSpan.FromMilliseconds(100) && RequestTimeout <= TimeSpan.FromMinutes(5),
            $"{nameof(RequestTimeout)} must be between 100 ms and 5 minutes, not {RequestTimeout}.");
        Check(MaxFailuresPerAddress >= 1, $"{nameof(MaxFailuresPerAddress)} must be at least 1, not {MaxFailuresPerAddress}.");
        Check(FailureWindow > TimeSpan.Zero, $"{nameof(FailureWindow)} must be longer than zero, not {FailureWindow}.");
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
