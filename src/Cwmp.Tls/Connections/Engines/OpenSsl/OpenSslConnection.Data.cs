// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <content>Data and the close.</content>
internal sealed partial class OpenSslConnection
{
    // One record and its overhead (RFC 8446 §5.2).
    private const int RecordBuffer = (16 * 1024) + 512;

    // Records gathered into one write to the transport.
    private const int MaxGathered = 64 * 1024;

    // A peer that makes OpenSSL answer and does not take the answers is not read beyond this.
    private const int MaxOwed = 256 * 1024;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        bool hasWaited = false;
        while (true)
        {
            if (_session.OutputLength > MaxOwed)
            {
                await SendOwedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            StepOutcome step = _session.Read(buffer.Span);

            // There may be an answer of OpenSSL's own, or what a write has just put out. It is sent beside the read: the peer may read
            // nothing before we have read everything, and a read that is cancelled must not take a write's record with it.
            Task sending = _session.OutputLength > 0 ? SendOwedAsync() : Task.CompletedTask;
            switch (step.Result)
            {
                case StepResult.Done:
                    return step.Count;
                case StepResult.Closed:
                    return 0;
                case StepResult.Failed:
                    // The alert that tells the peer what was wrong.
                    await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
                    throw Explain(step);
            }

            if (!hasWaited)
            {
                // Waiting takes no buffer: most connections of a fleet wait most of the time.
                await ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
                hasWaited = true;
            }

            if (!await FeedAsync(RecordBuffer, cancellationToken).ConfigureAwait(false))
            {
                return _session.IsInsideRecord ? throw EndOfStream() : 0;
            }
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            StepOutcome step = _session.Write(buffer.Span[..Math.Min(buffer.Length, MaxGathered)]);
            await FlushAfterAsync(step, cancellationToken).ConfigureAwait(false);
            if (step.Result != StepResult.Done)
            {
                throw Explain(step);
            }

            buffer = buffer[step.Count..];
        }
    }

    public async Task SendCloseNotifyAsync()
    {
        _session.Close();
        await FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
