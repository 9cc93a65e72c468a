// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>A device's use of files: remembers what it was given.</summary>
internal sealed class TransferRecorder : ICpeTransferHandler
{
    public List<byte[]> Applied { get; } = [];

    public int Confirmed { get; private set; }

    public CpeApplyResult Result { get; set; }

    public Exception? Failure { get; set; }

    public Exception? ConfirmFailure { get; set; }

    public bool Idle { get; set; } = true;

    public Task ApplyGate { get; set; } = Task.CompletedTask;

    public TaskCompletionSource Applying { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Upload { get; set; } = [1, 2, 3];

    public void Accept(CpeTransferInfo transfer)
    {
        if (transfer.FileType.StartsWith("9 ", StringComparison.Ordinal))
        {
            throw new CwmpFaultException(CwmpFaultCode.RequestDenied, "no such files here");
        }
    }

    public async Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
    {
        Applying.TrySetResult();
        await ApplyGate.WaitAsync(cancellationToken);
        Applied.Add(await File.ReadAllBytesAsync(path, cancellationToken));
        return Failure is null ? Result : throw Failure;
    }

    public Task ConfirmAfterRebootAsync(CpeTransferInfo transfer, CancellationToken cancellationToken)
    {
        Confirmed++;
        return ConfirmFailure is null ? Task.CompletedTask : throw ConfirmFailure;
    }

    public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken)
        => Failure is null ? Task.FromResult<Stream>(new MemoryStream(Upload)) : throw Failure;

    public bool MayDisturb(CpeTransferInfo transfer, string windowMode, string userMessage) => Idle;
}
