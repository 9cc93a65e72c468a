// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Diagnosis;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// What ends one handshake before its time: the clock, the caller, and a listener that needs the place. One object covers everything from
/// the first wait for the peer to the verdict, so that no part has a clock of its own and each end keeps its name.
/// </summary>
internal sealed class HandshakeLimits : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _givenUp;

    /// <param name="limit">How long the handshake may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Ends the attempt for the caller.</param>
    /// <param name="givenUp">Ends it for a newcomer that needs the place.</param>
    public HandshakeLimits(TimeSpan limit, TimeProvider time, CancellationToken caller, CancellationToken givenUp = default)
    {
        Limit = limit;
        Caller = caller;
        _givenUp = givenUp;
        _time = time;
        _started = time.GetTimestamp();
        _timeout = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, caller, givenUp);
    }

    /// <summary>The time allowed.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>The caller's own token.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Fires for whatever comes first.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Allows less time, counted from the beginning all the same; more is not to be had.</summary>
    public void Shorten(TimeSpan limit)
    {
        if (limit < Limit)
        {
            Limit = limit;
            TimeSpan rest = limit - _time.GetElapsedTime(_started);
            _timeout.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
    }

    /// <summary>Why a handshake was given up that did not fail by itself; null where it did.</summary>
    /// <param name="diagnosis">What is known about the handshake.</param>
    /// <param name="exception">What came of giving up.</param>
    public Exception? Explain(HandshakeDiagnosis diagnosis, Exception exception)
    {
        if (Caller.IsCancellationRequested)
        {
            return new OperationCanceledException("The handshake was cancelled.", exception, Caller);
        }

        if (_givenUp.IsCancellationRequested)
        {
            return diagnosis.GivenUp();
        }

        if (_timeout.IsCancellationRequested)
        {
            TlsHandshakeException timeout = diagnosis.Timeout(Limit);
            return new TimeoutException(timeout.Message, timeout);
        }

        return null;
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
