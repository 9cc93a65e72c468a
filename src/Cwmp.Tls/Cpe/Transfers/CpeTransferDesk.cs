// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>Accepts transfers from the ACS, lists and cancels them. <see cref="CpeTransferRunner"/> runs them.</summary>
internal sealed class CpeTransferDesk(
    CpeTransferQueue queue, CpeClock clock, ICpeTransferHandler handler, bool allowPlainHttp, Action<CpeTransfer> stop)
{
    /// <summary>The schema allows no more in GetAllQueuedTransfers; one more is answered with fault 9004.</summary>
    public const int MaximumTransfers = 16;

    public CpeTransfer Accept(Download download) => Accept(
        "Download",
        new Request(download.CommandKey, download.FileType, download.URL, download.Username, download.Password)
        {
            FileSize = download.FileSize,
            TargetFileName = download.TargetFileName,
            Delay = download.DelaySeconds,
        });

    public CpeTransfer Accept(Upload upload) => Accept(
        "Upload",
        new Request(upload.CommandKey, upload.FileType, upload.URL, upload.Username, upload.Password) { Delay = upload.DelaySeconds });

    public CpeTransfer Accept(ScheduleDownload download)
    {
        IReadOnlyList<TimeWindowStruct> windows = download.TimeWindowList;
        uint end = 0;
        foreach (TimeWindowStruct window in windows)
        {
            if (window.WindowStart < end || window.WindowEnd <= window.WindowStart)
            {
                throw Invalid("The time windows must not be empty, must come in order and must not overlap.");
            }

            end = window.WindowEnd;
        }

        if (windows.Count is 0 or > 2 || windows.Any(window => window.MaxRetries < -1
            || window.WindowMode is not (TimeWindowModes.AtAnyTime or TimeWindowModes.Immediately
                or TimeWindowModes.WhenIdle or TimeWindowModes.ConfirmationNeeded)))
        {
            throw Invalid("One or two time windows of the modes 1 to 4 are needed.");
        }

        return Accept(
            "ScheduleDownload",
            new Request(download.CommandKey, download.FileType, download.URL, download.Username, download.Password)
            {
                FileSize = download.FileSize,
                TargetFileName = download.TargetFileName,
                Delay = windows[0].WindowStart,
                Windows = [.. windows.Select(window => new CpeTimeWindow(
                    CpeDeadline.After(TimeSpan.FromSeconds(window.WindowStart), clock),
                    CpeDeadline.After(TimeSpan.FromSeconds(window.WindowEnd), clock),
                    window.WindowMode,
                    window.UserMessage,
                    window.MaxRetries))],
            });
    }

    public IReadOnlyList<QueuedTransferStruct> List()
        => [.. queue.Transfers
            .Select(transfer => new QueuedTransferStruct { CommandKey = transfer.Info.CommandKey, State = transfer.State })];

    public IReadOnlyList<AllQueuedTransferStruct> ListAll()
        => [.. queue.Transfers.Select(transfer => new AllQueuedTransferStruct
        {
            CommandKey = transfer.Info.CommandKey,
            State = transfer.State,
            IsDownload = transfer.Info.IsDownload,
            FileType = transfer.Info.FileType,
            FileSize = (uint)Math.Min(transfer.Info.FileSize, uint.MaxValue),
            TargetFileName = transfer.Info.TargetFileName,
        })];

    /// <summary>
    /// Takes every transfer with this key out of the queue: none, one or several. A file that is being applied cannot be cancelled any
    /// more.
    /// </summary>
    public IReadOnlyList<CpeTransfer> Cancel(string commandKey)
    {
        CpeTransfer[] cancelled = [.. queue.Transfers.Where(transfer => transfer.Info.CommandKey == commandKey)];
        if (cancelled.Any(transfer => !transfer.MayBeCancelled))
        {
            throw new CwmpFaultException(CwmpFaultCode.CancellationNotPermitted, "The transfer is too far to be cancelled.");
        }

        queue.Transfers.RemoveAll(cancelled.Contains);
        return cancelled;
    }

    /// <summary>Stops those that run; their removal is stored by now.</summary>
    public void Stop(IReadOnlyList<CpeTransfer> cancelled)
    {
        foreach (CpeTransfer transfer in cancelled)
        {
            stop(transfer);
        }
    }

    private static CwmpFaultException Invalid(string why) => new(CwmpFaultCode.InvalidArguments, why);

    private CpeTransfer Accept(string method, Request request)
    {
        if (queue.Transfers.Count >= MaximumTransfers)
        {
            throw new CwmpFaultException(CwmpFaultCode.ResourcesExceeded, $"{MaximumTransfers} transfers are queued already.");
        }

        if (request.CommandKey.Length > 32 || request.FileType.Length is 0 or > 64 || request.Url.Length > 2048
            || request.Username.Length > 256 || request.Password.Length > 256 || request.TargetFileName.Length > 256)
        {
            throw Invalid("An argument is longer than its type allows, or the FileType is empty.");
        }

        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out Uri? url) || url.UserInfo.Length > 0 || url.Host.Length == 0)
        {
            throw Invalid("The URL is not an absolute one, or holds user information.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && allowPlainHttp))
        {
            throw new CwmpFaultException(
                CwmpFaultCode.UnsupportedTransferProtocol,
                url.Scheme == Uri.UriSchemeHttp ? "Files are transferred only over https." : $"The scheme {url.Scheme} is not supported.");
        }

        CpeTransferInfo info = new()
        {
            CommandKey = request.CommandKey,
            IsDownload = method != "Upload",
            FileType = request.FileType,
            Url = url,
            FileSize = request.FileSize,
            TargetFileName = request.TargetFileName,
        };
        handler.Accept(info);
        return new CpeTransfer
        {
            Id = ++queue.LastId,
            Method = method,
            Info = info,
            Username = request.Username,
            Password = request.Password,
            Start = CpeDeadline.After(TimeSpan.FromSeconds(request.Delay), clock),
            Windows = request.Windows,
        };
    }

    private sealed record Request(string CommandKey, string FileType, string Url, string Username, string Password)
    {
        public uint FileSize { get; init; }

        public string TargetFileName { get; init; } = string.Empty;

        public uint Delay { get; init; }

        public IReadOnlyList<CpeTimeWindow> Windows { get; init; } = [];

        // The credentials stay out.
        public override string ToString() => FileType;
    }
}
