// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Net;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// Fetches one file. Each attempt continues where the last one broke off, if the server can tell that the file is still the same (Range
/// with If-Range). After a power cut it continues after the last octet that was flushed.
/// </summary>
internal sealed class CpeDownload(CpeTransfer transfer, string path, CpeTransferContext context, ICpeTransferLedger ledger)
{
    // A flush and a record wear out flash memory. To fetch this much of a file again costs less.
    private const long CheckpointInterval = 4 * 1024 * 1024;

    private long? _length = transfer.Validator.Length > 0 ? transfer.Checkpoint : 0;
    private string _validator = transfer.Validator;

    /// <summary>Makes one attempt.</summary>
    /// <exception cref="CpeTransferException">The attempt failed.</exception>
    public async Task FetchAsync(CpeFileClient client, CpeStallTimer timer)
    {
        using FileStream file = Stored(Open);
        Stored(() => file.SetLength(Math.Min(_length ?? file.Length, file.Length)));
        _length = null;
        while (!await FetchPartAsync(client, file, timer).ConfigureAwait(false))
        {
            // RFC 9110 §15.3.7: a server may send less than it was asked for. FetchPartAsync fails where a part adds nothing.
        }

        CheckSize(file.Length, stillGrowing: false);
        Stored(() => file.Flush(flushToDisk: true));
    }

    /// <summary>Makes one request; returns whether the file is complete now.</summary>
    private async Task<bool> FetchPartAsync(CpeFileClient client, FileStream file, CpeStallTimer timer)
    {
        long had = file.Length;
        using HttpResponseMessage response = await client
            .SendAsync(transfer.Info.Url, url => Task.FromResult(CreateRequest(url, had)), timer)
            .ConfigureAwait(false);
        long have = await BeginAsync(response, file, had).ConfigureAwait(false);
        long? total = (response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange!.Length : null)
            ?? (response.Content.Headers.ContentLength is long rest ? have + rest : null);
        CheckSize(total ?? 0, total is null);
        file.Position = have;
        await CopyAsync(response, file, have, total, timer).ConfigureAwait(false);
        if (total is null || file.Length == total)
        {
            return true;
        }

        if (file.Length == have || file.Length > total || _validator.Length == 0)
        {
            throw new CpeTransferException(
                CwmpFaultCode.CannotCompleteDownload, $"The file server announced {total} octets and sent {file.Length}.", mayRetry: true);
        }

        return false;
    }

    /// <summary>Does something with the file. A failure here is one of the storage of the device and not of the network.</summary>
    private static T Stored<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CpeTransferException(CwmpFaultCode.FileTransferFailure, "The device's storage failed.", mayRetry: false, e);
        }
    }

    private static void Stored(Action operation) => Stored(() =>
    {
        operation();
        return true;
    });

    private FileStream Open()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private HttpRequestMessage CreateRequest(Uri url, long have)
    {
        HttpRequestMessage request = new(HttpMethod.Get, url);
        if (have > 0 && _validator.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={have}-"));
            request.Headers.TryAddWithoutValidation("If-Range", _validator);
        }

        return request;
    }

    /// <summary>Reads the head of the response; returns how much of the file is on the device.</summary>
    private async Task<long> BeginAsync(HttpResponseMessage response, FileStream file, long have)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                Stored(() => file.SetLength(0));
                _validator = ValidatorOf(response);
                string validator = _validator;
                await ledger.RecordAsync(transfer, t => (t.Checkpoint, t.Validator) = (0, validator)).ConfigureAwait(false);
                return 0;
            case HttpStatusCode.PartialContent when have > 0 && _validator.Length > 0
                && response.Content.Headers.ContentRange is { From: long from } && from == have:
                return have;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                // The server cannot continue the part that is on the device: fetch the file from its beginning.
                _length = 0;
                throw new CpeTransferException(
                    CwmpFaultCode.CannotCompleteDownload, "The file server cannot continue where the last attempt ended.", mayRetry: true);
            case HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Gone:
                throw new CpeTransferException(
                    CwmpFaultCode.CannotAccessFile,
                    $"The file server answered with HTTP status {(int)response.StatusCode}.",
                    mayRetry: false);
            default:
                throw new CpeTransferException(
                    CwmpFaultCode.FileTransferFailure,
                    $"The file server answered with HTTP status {(int)response.StatusCode}.",
                    mayRetry: (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, long have, long? total, CpeStallTimer timer)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
            long flushed = have;
            while (true)
            {
                int read = await body.ReadAsync(buffer, timer.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                timer.Touch();
                have += read;
                CheckSize(have, stillGrowing: true);
                Stored(() => file.Write(buffer, 0, read));
                context.Progress?.Report(new CpeTransferProgress(transfer.Info, have, total));
                if (have - flushed >= CheckpointInterval && _validator.Length > 0)
                {
                    Stored(() => file.Flush(flushToDisk: true));
                    flushed = have;
                    await ledger.RecordAsync(transfer, t => t.Checkpoint = flushed).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void CheckSize(long length, bool stillGrowing)
    {
        if (length > context.MaxDownloadSize)
        {
            throw new CpeTransferException(
                CwmpFaultCode.FileTransferFailure, $"The file is larger than {context.MaxDownloadSize} octets.", mayRetry: false);
        }

        long announced = transfer.Info.FileSize;
        if (announced > 0 && (stillGrowing ? length > announced : length != announced))
        {
            // §A.4.1.5: the device may rely on FileSize.
            throw new CpeTransferException(
                CwmpFaultCode.FileCorrupted, $"The file does not have the {announced} octets that were announced.", mayRetry: false);
        }
    }

    // RFC 9110 §13.1.5: a weak ETag cannot be used for ranges.
    private static string ValidatorOf(HttpResponseMessage response) => response.Headers.ETag switch
    {
        { IsWeak: false } tag => tag.Tag,
        null when response.Content.Headers.LastModified is DateTimeOffset modified => modified.ToString("R", CultureInfo.InvariantCulture),
        _ => string.Empty,
    };
}
