// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// The limits on failed attempts, by address and by user name. At the address from which it last authenticated, a user name has a limit of
/// its own in place of both: neither guesses from other addresses nor the failures of other devices behind the same NAT lock the device
/// out. Memory is bounded. Thread-safe.
/// </summary>
internal sealed class AttemptLimits
{
    // An attacker behind the same NAT as a device can lock it out, but not with a few guesses.
    private const int FactorAtHome = 10;

    private readonly HttpAttemptLimiter _addresses;
    private readonly HttpAttemptLimiter _usernames;
    private readonly HttpAttemptLimiter _usernamesAtHome;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _lastRight = new(StringComparer.Ordinal);
    private readonly Queue<string> _lastRightOrder = new();
    private readonly int _capacity;

    public AttemptLimits(CwmpHttpAuthenticationOptions options, TimeProvider time)
    {
        _capacity = options.MaxRememberedFailures;
        _addresses = new HttpAttemptLimiter(options.MaxFailuresPerAddress, options.FailureWindow, _capacity, time);
        _usernames = new HttpAttemptLimiter(options.MaxFailuresPerUsername, options.FailureWindow, _capacity, time);
        int atHome = (int)Math.Min(int.MaxValue, (long)FactorAtHome * options.MaxFailuresPerUsername);
        _usernamesAtHome = new HttpAttemptLimiter(atHome, options.FailureWindow, _capacity, time);
    }

    /// <param name="address">The key of the address; null where it is not known.</param>
    /// <param name="username">The name that is claimed.</param>
    public bool IsBlocked(string? address, string username) =>
        WasLastRightFrom(username, address)
            ? _usernamesAtHome.IsBlocked(username)
            : (address is not null && _addresses.IsBlocked(address)) || _usernames.IsBlocked(username);

    public void RecordFailure(string? address, string? username)
    {
        if (address is not null)
        {
            _addresses.RecordFailure(address);
        }

        if (username is null)
        {
            return;
        }

        _usernames.RecordFailure(username);
        if (WasLastRightFrom(username, address))
        {
            _usernamesAtHome.RecordFailure(username);
        }
    }

    public void RecordSuccess(string? address, string username)
    {
        // The failures of the address stay: an attacker who knows the password of one device must not get new attempts at the others with
        // it.
        _usernames.Reset(username);
        _usernamesAtHome.Reset(username);
        if (address is null || WasLastRightFrom(username, address))
        {
            return;
        }

        lock (_lock)
        {
            if (!_lastRight.ContainsKey(username))
            {
                if (_lastRightOrder.Count == _capacity)
                {
                    _lastRight.Remove(_lastRightOrder.Dequeue());
                }

                _lastRightOrder.Enqueue(username);
            }

            _lastRight[username] = address;
        }
    }

    private bool WasLastRightFrom(string username, string? address)
    {
        lock (_lock)
        {
            return address is not null && _lastRight.TryGetValue(username, out string? right) && right == address;
        }
    }
}
