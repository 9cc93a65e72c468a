// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Time;

/// <summary>
/// What a device knows about the time. A CPE that starts without a clock may connect, and then ignores only the validity periods
/// (beside TR-069 Amendment 6 §3.3); with a floor it still refuses what expired before it.
/// </summary>
/// <remarks>
/// Thread-safe. Only the device itself may say that its clock is right, after NTP or from a battery-backed clock. Never set it from
/// what the ACS says, such as the Date of its HTTP responses: that is the peer whose certificate is being judged.
/// </remarks>
public sealed class VerificationClock
{
    private readonly Lock _gate = new();
    private State _state;

    private VerificationClock(TimeProvider? timeProvider, ClockTrust trust, DateTimeOffset? floor)
    {
        TimeProvider = timeProvider ?? TimeProvider.System;
        _state = new State(trust, floor?.ToUnixTimeSeconds() ?? long.MinValue, 0);
    }

    /// <summary>
    /// Raised when the time becomes trusted, on the thread that said so. Sessions judged without it should be judged again.
    /// </summary>
    public event EventHandler? BecameTrusted;

    /// <summary>How much is known now.</summary>
    public ClockTrust Trust => Volatile.Read(ref _state).Trust;

    /// <summary>The instant the true time is known not to be before; null where there is none.</summary>
    public DateTimeOffset? Floor =>
        Volatile.Read(ref _state) is { FloorSeconds: > long.MinValue and var seconds } ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The clock behind it.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Counts the changes; a verdict of another generation is not used again.</summary>
    internal long Generation => Volatile.Read(ref _state).Generation;

    /// <summary>A clock that is right. The default of a verifier.</summary>
    /// <param name="timeProvider">Where the time comes from; the system's clock by default.</param>
    public static VerificationClock Trusted(TimeProvider? timeProvider = null) => new(timeProvider, ClockTrust.Trusted, null);

    /// <summary>
    /// A clock that is not right yet, with a floor: the later of the firmware's build date and the last good time that was kept.
    /// </summary>
    /// <param name="floor">The true time is not before this.</param>
    /// <param name="timeProvider">Where the time comes from once it is trusted; the system's clock by default.</param>
    public static VerificationClock WithFloor(DateTimeOffset floor, TimeProvider? timeProvider = null) =>
        new(timeProvider, ClockTrust.Floor, floor);

    /// <summary>A clock about which nothing is known yet.</summary>
    /// <param name="timeProvider">Where the time comes from once it is trusted; the system's clock by default.</param>
    public static VerificationClock Unknown(TimeProvider? timeProvider = null) => new(timeProvider, ClockTrust.None, null);

    /// <summary>The device has the right time from now on.</summary>
    public void SetTrusted()
    {
        lock (_gate)
        {
            if (_state.Trust == ClockTrust.Trusted)
            {
                return;
            }

            _state = new State(ClockTrust.Trusted, _state.FloorSeconds, _state.Generation + 1);
        }

        BecameTrusted?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The device lost the time. A floor that was known stays.</summary>
    public void SetUntrusted()
    {
        lock (_gate)
        {
            ClockTrust trust = _state.FloorSeconds == long.MinValue ? ClockTrust.None : ClockTrust.Floor;
            _state = new State(trust, _state.FloorSeconds, _state.Generation + 1);
        }
    }

    /// <summary>
    /// The true time is known to be at or after this. A floor only rises; without a trusted clock the state becomes <see
    /// cref="ClockTrust.Floor"/>.
    /// </summary>
    /// <param name="floor">The instant.</param>
    public void RaiseFloor(DateTimeOffset floor)
    {
        long seconds = floor.ToUnixTimeSeconds();
        lock (_gate)
        {
            if (seconds > _state.FloorSeconds)
            {
                // While the clock is right a floor decides nothing, so verdicts go on.
                _state = _state.Trust == ClockTrust.Trusted
                    ? _state with { FloorSeconds = seconds }
                    : new State(ClockTrust.Floor, seconds, _state.Generation + 1);
            }
        }
    }

    internal TimeView View()
    {
        State state = Volatile.Read(ref _state);
        return new TimeView(state.Trust, state.Trust switch
        {
            ClockTrust.Trusted => TimeProvider.GetUtcNow().ToUnixTimeSeconds(),
            ClockTrust.Floor => state.FloorSeconds,
            _ => 0,
        });
    }

    private sealed record State(ClockTrust Trust, long FloorSeconds, long Generation);
}
