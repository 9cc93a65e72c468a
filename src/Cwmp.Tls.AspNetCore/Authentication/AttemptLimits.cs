// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.AspNetCore;

/// <summary>
/// The limits on failed attempts, by address and by user name. The address a name was last right from is exempt from the limit of the name, so that guessing
/// at a device's password does not lock the device out. Bounded memory. Thread-safe.
/// </summary>
internal sealed class AttemptLimits
{
    private readonly HttpAttemptLimiter _addresses;
    private readonly HttpAttemptLimiter _usernames;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _lastRight = new(StringComparer.Ordinal);
    private readonly Queue<string> _lastRightOrder = new();
    private readonly int _capacity;

    public AttemptLimits(CwmpHttpAuthenticationOptions options, TimeProvider time)
    {
        _capacity = options.MaxRememberedFailures;
        _addresses = new HttpAttemptLimiter(options.MaxFailuresPerAddress, options.FailureWindow, _capacity, time);
        _usernames = new HttpAttemptLimiter(options.MaxFailuresPerUsername, options.FailureWindow, _capacity, time);
    }

    /// <param name="address">The key of the address; null where it is not known.</param>
    /// <param name="username">The name that is claimed.</param>
    public bool IsBlocked(string? address, string username) =>
        (address is not null && _addresses.IsBlocked(address)) || (_usernames.IsBlocked(username) && !WasLastRightFrom(username, address));

    public void RecordFailure(string? address, string? username)
    {
        if (address is not null)
        {
            _addresses.RecordFailure(address);
        }

        if (username is not null)
        {
            _usernames.RecordFailure(username);
        }
    }

    public void RecordSuccess(string? address, string username)
    {
        // The failures of the address stay: one device whose password an attacker knows must not wipe the slate for guesses at others.
        _usernames.Reset(username);
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
