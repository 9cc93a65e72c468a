// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>
/// What an ACS does with a device: one method for each session, which reads from top to bottom, and an answer to each request that a CPE
/// may send. Derive from it, override <see cref="RunAsync"/>, and override the answers that are to differ from the defaults.
/// </summary>
/// <remarks>
/// The <see cref="ICwmpAcsFactory"/> decides whether an instance serves one session or many at a time. Within a session the methods are
/// never called at the same time. Each step of a method may take <see cref="AcsEngineOptions.HandlerTimeout"/>, because the CPE waits with
/// an open POST meanwhile. To answer a request with a fault, throw a <see cref="CwmpFaultException"/> with a code from 8000 to 8899. Any
/// other exception becomes fault 8002 and is logged.
/// </remarks>
/// <example>
/// <code>
/// internal sealed class Provisioning : CwmpAcs
/// {
///     public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
///     {
///         await session.SetParameterValuesAsync(
///             [ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 3600)], "k1", cancellationToken);
///     }
/// }
/// </code>
/// </example>
public abstract class CwmpAcs
{
    /// <summary>
    /// Wraps a delegate; the CPE's requests get the default answers and can be seen in <see cref="AcsSession.CpeRequests"/>.
    /// </summary>
    /// <param name="run">What to do in each session; see <see cref="RunAsync"/>.</param>
    /// <returns>An ACS for any number of sessions.</returns>
    public static CwmpAcs FromDelegate(Func<AcsSession, CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new DelegateCwmpAcs(run);
    }

    /// <summary>
    /// The session, from the moment the CPE has sent its own requests and hands over. Each call on the <see cref="AcsSession"/> goes out as
    /// the HTTP response to the CPE's POST and completes with the answer in its next POST. When the method returns, the session ends with
    /// an empty response.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancelled when the session ends for any other reason.</param>
    public abstract Task RunAsync(AcsSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Answers the Inform of a device that proved who it is. Default: <see cref="AcsInformAnswer.Accept"/>. The session has not begun yet:
    /// calls on it fail.
    /// </summary>
    /// <param name="session">The session to be.</param>
    /// <param name="cancellationToken">Cancelled when the CPE's connection breaks.</param>
    public virtual Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) => AcceptedInform;

    /// <summary>A download or upload that the ACS asked for is over. Default: acknowledged.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE says.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    public virtual Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>A transfer that the ACS did not ask for is over. Default: acknowledged.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE says.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    public virtual Task OnAutonomousTransferCompleteAsync(
        AcsSession session, AutonomousTransferComplete request, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The CPE wants a Download to be called. Default: acknowledged; the call itself is for <see cref="RunAsync"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE wants.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    public virtual Task OnRequestDownloadAsync(AcsSession session, RequestDownload request, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Operations of a ChangeDUState are over. Default: acknowledged.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE says.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    public virtual Task OnDUStateChangeCompleteAsync(
        AcsSession session, DUStateChangeComplete request, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Deployment units changed that the ACS did not ask for. Default: acknowledged.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE says.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    public virtual Task OnAutonomousDUStateChangeCompleteAsync(
        AcsSession session, AutonomousDUStateChangeComplete request, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A user's browser was sent to the CPE's kick URL. Default: <see cref="Kicked.Next"/>, as TR-069 §A.4.2.1 advises.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the CPE says.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    /// <returns>Where the browser is to go, at most 1,024 characters.</returns>
    public virtual Task<string> OnKickedAsync(AcsSession session, Kicked request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(request.Next);
    }

    /// <summary>The CPE asks which RPCs the ACS answers. Default: all those of TR-069.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    /// <returns>Their names.</returns>
    public virtual Task<IReadOnlyList<string>> OnGetRpcMethodsAsync(AcsSession session, CancellationToken cancellationToken) => AllMethods;

    /// <summary>A request that TR-069 does not know, such as an RPC of a vendor. Default: null.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    /// <returns>The response; null for fault 8000, method not supported.</returns>
    public virtual Task<VendorResponse?> OnVendorRequestAsync(
        AcsSession session, VendorRequest request, CancellationToken cancellationToken) =>
        NoVendorResponse;

    private static readonly Task<AcsInformAnswer> AcceptedInform = Task.FromResult(AcsInformAnswer.Accept);
    private static readonly Task<VendorResponse?> NoVendorResponse = Task.FromResult<VendorResponse?>(null);
    private static readonly Task<IReadOnlyList<string>> AllMethods =
        Task.FromResult<IReadOnlyList<string>>([.. CwmpMethod.All.Where(method => method.AnsweredByAcs).Select(method => method.Name)]);

    internal async ValueTask<CwmpMessage> AnswerAsync(AcsSession session, CwmpRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case TransferComplete transfer:
                await OnTransferCompleteAsync(session, transfer, cancellationToken).ConfigureAwait(false);
                return new TransferCompleteResponse();
            case AutonomousTransferComplete transfer:
                await OnAutonomousTransferCompleteAsync(session, transfer, cancellationToken).ConfigureAwait(false);
                return new AutonomousTransferCompleteResponse();
            case RequestDownload download:
                await OnRequestDownloadAsync(session, download, cancellationToken).ConfigureAwait(false);
                return new RequestDownloadResponse();
            case DUStateChangeComplete change:
                await OnDUStateChangeCompleteAsync(session, change, cancellationToken).ConfigureAwait(false);
                return new DUStateChangeCompleteResponse();
            case AutonomousDUStateChangeComplete change:
                await OnAutonomousDUStateChangeCompleteAsync(session, change, cancellationToken).ConfigureAwait(false);
                return new AutonomousDUStateChangeCompleteResponse();
            case Kicked kicked:
                return new KickedResponse { NextURL = await OnKickedAsync(session, kicked, cancellationToken).ConfigureAwait(false) };
            case GetRPCMethods:
                return new GetRPCMethodsResponse
                {
                    MethodList = await OnGetRpcMethodsAsync(session, cancellationToken).ConfigureAwait(false),
                };
        }

        if (request is MalformedRequest)
        {
            bool isForCpe = CwmpMethod.TryFind(request.MethodName, out CwmpMethod? method) && !method.AnsweredByAcs;
            return CwmpFault.Create(isForCpe ? CwmpFaultCode.AcsMethodNotSupported : CwmpFaultCode.AcsInvalidArguments);
        }

        // An RPC of a vendor may have a type in this library; it is a vendor's all the same.
        VendorResponse? response = request is VendorRequest || VendorRequest.IsVendorName(request.MethodName)
            ? await OnVendorRequestAsync(session, session.ToVendorRequest(request), cancellationToken).ConfigureAwait(false)
            : null;
        return response as CwmpMessage ?? CwmpFault.Create(CwmpFaultCode.AcsMethodNotSupported);
    }
}
