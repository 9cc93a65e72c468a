// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Decides on a device whether a UDP connection request counts (TR-069 Annex G): right user, right signature, newer than the last accepted
/// one. Use it for a socket of your own, such as the one that keeps a STUN binding alive; <see cref="UdpConnectionRequestListener"/> has a
/// verifier. Thread-safe.
/// </summary>
public sealed class UdpConnectionRequestVerifier
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan? _maxAge;
    private string _username;
    private string _password;
    private long _lastTimestamp;
    private ulong? _lastId;

    /// <summary>Makes a verifier.</summary>
    /// <param name="username">The ConnectionRequestUsername.</param>
    /// <param name="password">The ConnectionRequestPassword; an empty one accepts no request.</param>
    /// <param name="lastTimestamp">
    /// The <see cref="LastTimestamp"/> from before a restart. Without it a captured message works once more after each restart. Default 0.
    /// </param>
    /// <param name="maxAge">How old a message may be; only for a device whose clock is right. Default null, any age.</param>
    /// <param name="timeProvider">The clock for <paramref name="maxAge"/>; null for the system's.</param>
    public UdpConnectionRequestVerifier(
        string username, string password, long lastTimestamp = 0, TimeSpan? maxAge = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentOutOfRangeException.ThrowIfNegative(lastTimestamp);
        _username = username;
        _password = password;
        _lastTimestamp = lastTimestamp;
        _maxAge = maxAge;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The time stamp of the last accepted message, in Unix seconds. Keep it over restarts.</summary>
    public long LastTimestamp
    {
        get
        {
            lock (_lock)
            {
                return _lastTimestamp;
            }
        }
    }

    /// <summary>Replaces the credentials, for example after SetParameterValues.</summary>
    /// <param name="username">The ConnectionRequestUsername.</param>
    /// <param name="password">The ConnectionRequestPassword; an empty one accepts no request.</param>
    public void SetCredentials(string username, string password)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);
        lock (_lock)
        {
            (_username, _password) = (username, password);
        }
    }

    /// <summary>Accepts a datagram that is a valid and new connection request. The verifier remembers it and refuses its copies.</summary>
    /// <param name="datagram">The datagram; one of more than 2,048 bytes is refused and not read.</param>
    /// <returns>Whether the datagram counts.</returns>
    public bool TryAccept(ReadOnlySpan<byte> datagram)
    {
        if (!UdpConnectionRequestMessage.TryParse(datagram, out UdpConnectionRequestMessage? message))
        {
            return false;
        }

        lock (_lock)
        {
            // Annex G: newer, another id, our user. These checks are cheap and use nothing secret, so they come before the signature.
            if (message.Timestamp <= _lastTimestamp || message.Id == _lastId || IsTooOld(message) || _password.Length == 0 ||
                !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(message.Username), Encoding.UTF8.GetBytes(_username)) ||
                !message.IsSignedWith(_password))
            {
                return false;
            }

            _lastTimestamp = message.Timestamp;
            _lastId = message.Id;
            return true;
        }
    }

    private bool IsTooOld(UdpConnectionRequestMessage message) =>
        _maxAge is { } maxAge && _time.GetUtcNow().ToUnixTimeSeconds() - message.Timestamp > maxAge.TotalSeconds;
}
