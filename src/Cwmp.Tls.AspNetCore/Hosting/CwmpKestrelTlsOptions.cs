// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>The limits of a Kestrel listener with <c>UseCwmpTls</c>. Read once, when the listener is configured.</summary>
public sealed class CwmpKestrelTlsOptions
{
    /// <summary>
    /// TLS handshakes in progress at a time; one more pushes out the oldest, one that has sent nothing before one that has. Default 1,024; at least 1.
    /// </summary>
    public int MaxPendingHandshakes { get; set; } = 1024;

    /// <summary>
    /// Of these, from one address (for IPv6 its /64); one more pushes out that address's oldest. Default 256; at least 1. Behind a balancer that hides addresses
    /// it should equal <see cref="MaxPendingHandshakes"/>.
    /// </summary>
    public int MaxPendingHandshakesPerAddress { get; set; } = 256;

    /// <summary>How long a handshake may take. Default 10 s; 100 ms to 10 minutes. Where the context allows less, that counts.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Told of each client whose certificate was refused, with the verdict (null where it showed none) and its address, on the handshake's thread: it must be quick. Also told where the
    /// certificate of an open connection is refused before a POST, because it was revoked or has expired since. What it throws is logged. Null by default.
    /// </summary>
    public Action<VerifyResult?, string?>? PeerRefused { get; set; }

    internal void Validate()
    {
        var problems = new List<string>();
        if (MaxPendingHandshakes < 1)
        {
            problems.Add($"{nameof(MaxPendingHandshakes)} must be at least 1, not {MaxPendingHandshakes}.");
        }

        if (MaxPendingHandshakesPerAddress < 1)
        {
            problems.Add($"{nameof(MaxPendingHandshakesPerAddress)} must be at least 1, not {MaxPendingHandshakesPerAddress}.");
        }

        if (HandshakeTimeout < TimeSpan.FromMilliseconds(100) || HandshakeTimeout > TimeSpan.FromMinutes(10))
        {
            problems.Add($"{nameof(HandshakeTimeout)} must be between 100 ms and 10 minutes, not {HandshakeTimeout}.");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems));
        }
    }
}
