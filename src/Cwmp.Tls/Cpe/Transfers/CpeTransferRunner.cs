// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>Carries out one transfer: fetches or sends the file, in several attempts if necessary, and has it applied.</summary>
internal sealed class CpeTransferRunner(CpeTransferContext context, ICpeTransferLedger ledger)
{
    /// <summary>Attempts where the ACS did not say how many.</summary>
    public const int MaximumAttempts = 5;

    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(60);

    // A timer takes no more than 49 days; a window that is open longer is looked at again then.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Runs the transfer; throws only when it is cancelled.</summary>
    /// <param name="transfer">The transfer, in the step it was left in.</param>
    /// <param name="window">The window it has to keep to; null for none.</param>
    /// <param name="cancellationToken">The transfer is cancelled, or the engine stopped.</param>
    /// <returns>How it ended.</returns>
    public async Task<CpeTransferOutcome> RunAsync(CpeTransfer transfer, CpeTimeWindow? window, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = window is null
            ? new CancellationTokenSource()
            : new CancellationTokenSource(Bounded(window.End.Due - context.Clock.Now), context.Clock.Provider);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (transfer.Step is CpeTransferStep.Waiting or CpeTransferStep.Transferring)
            {
                if (window is not null)
                {
                    await WaitForPermissionAsync(transfer, window, linked.Token).ConfigureAwait(false);
                }

                await TransferAsync(transfer, window, linked.Token).ConfigureAwait(false);
            }

            return await FinishAsync(transfer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return CpeTransferOutcome.WindowOver;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (CwmpFaultException e)
        {
            return CpeTransferOutcome.Failed(e.FaultCode, e.Fault.FaultString);
        }
        catch (CpeTransferException e)
        {
            return CpeTransferOutcome.Failed(e.Code, e.Message);
        }
        catch (Exception e)
        {
            context.Log.CpeCallbackFailed(e);
            return CpeTransferOutcome.Failed(CwmpFaultCode.InternalError, "Internal error.");
        }
    }

    private static TimeSpan Bounded(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time > LongestTimer ? LongestTimer : time;

    private async Task WaitForPermissionAsync(CpeTransfer transfer, CpeTimeWindow window, CancellationToken cancellationToken)
    {
        if (window.Mode is not (TimeWindowModes.WhenIdle or TimeWindowModes.ConfirmationNeeded))
        {
            return;
        }

        while (!context.Handler.MayDisturb(transfer.Info, window.Mode, window.UserMessage))
        {
            await Task.Delay(IdleCheck, context.Clock.Provider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TransferAsync(CpeTransfer transfer, CpeTimeWindow? window, CancellationToken cancellationToken)
    {
        CpeTransferInfo info = transfer.Info;
        context.Log.CpeTransferStarted(transfer.Method, info.CommandKey, info.FileType, info.Url.Host);
        await ledger.RecordAsync(transfer, t =>
        {
            t.Step = CpeTransferStep.Transferring;
            t.StartTime = t.StartTime.IsUnknown ? context.Clock.Reported : t.StartTime;
        }).ConfigureAwait(false);

        CpeDownload? download = info.IsDownload ? new CpeDownload(transfer, context.Files.PathOf(transfer), context, ledger) : null;
        int attempts = window is null or { MaxRetries: < 0 } ? MaximumAttempts : window.MaxRetries + 1;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(transfer, download, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (CpeTransferException e) when (e.MayRetry && attempt < attempts)
            {
                context.Log.CpeTransferInterrupted(transfer.Method, info.CommandKey, attempt, e.Message);
                TimeSpan wait = CpeRetryPolicy.Default.Wait(attempt, context.Random);
                await Task.Delay(wait, context.Clock.Provider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AttemptAsync(CpeTransfer transfer, CpeDownload? download, CancellationToken cancellationToken)
    {
        using CpeFileClient client = new(context.Http, transfer.Username, transfer.Password, context.AllowPlainHttp);
        using CpeStallTimer timer = new(context.Http.ResponseTimeout, context.Clock.Provider, cancellationToken);
        try
        {
            await (download is not null ? download.FetchAsync(client, timer) : SendAsync(transfer, client, timer)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timer.HasStalled && !cancellationToken.IsCancellationRequested)
        {
            throw new CpeTransferException(
                InterruptedCode(transfer), $"Nothing moved for {context.Http.ResponseTimeout.TotalSeconds:0} s.", mayRetry: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException
            or AuthenticationException or SocketException)
        {
            throw Translate(transfer, e);
        }
    }

    private async Task SendAsync(CpeTransfer transfer, CpeFileClient client, CpeStallTimer timer)
    {
        using HttpResponseMessage response = await client.SendAsync(
            transfer.Info.Url,
            async url =>
            {
                Stream content = await context.Handler.OpenUploadAsync(transfer.Info, timer.Token).ConfigureAwait(false);
                HttpRequestMessage request = new(HttpMethod.Put, url)
                {
                    Content = new CpeUploadContent(content, transfer.Info, context.Progress, timer),
                };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

                // A server that wants credentials says so before the file is on its way.
                request.Headers.ExpectContinue = true;
                return request;
            },
            timer).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new CpeTransferException(
                CwmpFaultCode.UploadFailure,
                $"The file server answered with HTTP status {(int)response.StatusCode}.",
                mayRetry: (int)response.StatusCode >= 500);
        }
    }

    private static CwmpFaultCode InterruptedCode(CpeTransfer transfer)
        => transfer.Info.IsDownload ? CwmpFaultCode.CannotCompleteDownload : CwmpFaultCode.UploadFailure;

    private static CpeTransferException Translate(CpeTransfer transfer, Exception exception)
    {
        CpeSessionException cause = CpeFailures.Classify(exception, transfer.Info.Url);
        return cause.Failure switch
        {
            CpeSessionFailure.ConnectionLost or CpeSessionFailure.ResponseTimeout or CpeSessionFailure.MalformedResponse
                => new CpeTransferException(InterruptedCode(transfer), cause.Message, mayRetry: true, exception),
            CpeSessionFailure.NameNotResolved or CpeSessionFailure.ConnectionRefused or CpeSessionFailure.Unreachable
                or CpeSessionFailure.HandshakeFailed
                => new CpeTransferException(CwmpFaultCode.CannotContactFileServer, cause.Message, mayRetry: true, exception),

            // A server with a wrong certificate, or one that refuses the device's, will not change within a minute.
            _ => new CpeTransferException(CwmpFaultCode.CannotContactFileServer, cause.Message, mayRetry: false, exception),
        };
    }

    private async Task<CpeTransferOutcome> FinishAsync(CpeTransfer transfer, CancellationToken cancellationToken)
    {
        if (!transfer.Info.IsDownload)
        {
            return CpeTransferOutcome.Done;
        }

        if (transfer.Step == CpeTransferStep.Rebooting)
        {
            await context.Handler.ConfirmAfterRebootAsync(transfer.Info, cancellationToken).ConfigureAwait(false);
            return CpeTransferOutcome.Done;
        }

        await ledger.RecordAsync(transfer, t => t.Step = CpeTransferStep.Applying).ConfigureAwait(false);

        // From here on the loop refuses to cancel. A transfer that it cancelled before must not take effect, even if the device ignores the
        // token.
        cancellationToken.ThrowIfCancellationRequested();
        CpeApplyResult result = await context.Handler
            .ApplyAsync(transfer.Info, context.Files.PathOf(transfer), cancellationToken)
            .ConfigureAwait(false);
        return result == CpeApplyResult.AppliedByReboot ? CpeTransferOutcome.RebootNeeded : CpeTransferOutcome.Done;
    }
}
