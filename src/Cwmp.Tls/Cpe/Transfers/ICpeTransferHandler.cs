// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// What a device does with files. The engine queues, fetches and sends them, keeps them over reboots and reports them. The handler says
/// which files it accepts and puts them to use. A failure is a <see cref="CwmpFaultException"/> with one of the codes 9010 to 9020; it goes
/// into the TransferComplete.
/// </summary>
/// <remarks>
/// The engine calls outside of sessions, for one transfer at a time. Only <see cref="Accept"/> is called inside a session.
/// </remarks>
public interface ICpeTransferHandler
{
    /// <summary>Looks at a Download, ScheduleDownload or Upload before it is taken on.</summary>
    /// <param name="transfer">What the ACS asks for.</param>
    /// <exception cref="CwmpFaultException">It is refused; the ACS gets this fault as its answer (9001, 9003, 9004 …).</exception>
    void Accept(CpeTransferInfo transfer);

    /// <summary>
    /// Puts a complete file to use. The file has the announced size, and nothing else about it is proven: check its signature first. The
    /// engine deletes the file afterwards. After a power cut during the call the engine makes it again with the same file.
    /// </summary>
    /// <param name="transfer">What was downloaded.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>Whether it is in effect.</returns>
    /// <exception cref="CwmpFaultException">It cannot be used: 9018 corrupted, 9019 not authentic, 9010 anything else.</exception>
    Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken);

    /// <summary>
    /// Checks, after the reboot that <see cref="CpeApplyResult.AppliedByReboot"/> asked for, whether the file took effect. The default
    /// implementation says yes.
    /// </summary>
    /// <param name="transfer">What was downloaded.</param>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>A task.</returns>
    /// <exception cref="CwmpFaultException">It did not; for example the old firmware is running.</exception>
    Task ConfirmAfterRebootAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Opens what is to be uploaded; called again for each attempt.</summary>
    /// <param name="transfer">What the ACS asks for.</param>
    /// <param name="cancellationToken">Cancelled when the engine is stopped or the transfer is cancelled.</param>
    /// <returns>The content, which the engine disposes of. A stream whose length is known is sent with its length.</returns>
    /// <exception cref="CwmpFaultException">There is no such file.</exception>
    Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a scheduled download may disturb the user now: asked in windows of the modes <c>3 When Idle</c> and
    /// <c>4 Confirmation Needed</c> until the answer is yes or the window ends. By default yes.
    /// </summary>
    /// <param name="transfer">What is to be downloaded.</param>
    /// <param name="windowMode">The mode of the window.</param>
    /// <param name="userMessage">What to ask the user.</param>
    /// <returns>Whether to go on.</returns>
    bool MayDisturb(CpeTransferInfo transfer, string windowMode, string userMessage) => true;
}
