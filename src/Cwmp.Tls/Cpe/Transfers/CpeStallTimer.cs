// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>Ends a transfer that has made no progress for a while; a slow one that moves may take as long as it likes.</summary>
internal sealed class CpeStallTimer : IDisposable
{
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _linked;
    private readonly TimeSpan _patience;

    public CpeStallTimer(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        _patience = patience;
        _stalled = new CancellationTokenSource(patience, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    public bool HasStalled => _stalled.IsCancellationRequested;

    /// <summary>There was progress.</summary>
    public void Touch() => _stalled.CancelAfter(_patience);

    public void Dispose()
    {
        _linked.Dispose();
        _stalled.Dispose();
    }
}
