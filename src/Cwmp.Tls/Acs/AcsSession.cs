// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>
/// A session with one device, as <see cref="CwmpAcs.RunAsync"/> sees it: who it is, what its Inform said, and a method for each RPC an ACS
/// may call.
/// </summary>
/// <remarks>
/// Thread-safe. Calls go out one after the other, in the order they were made; each completes when the CPE's answer is there. A call throws
/// <see cref="CwmpFaultException"/> when the CPE answers with a fault, and the session goes on; <see cref="AcsSessionEndedException"/> when
/// the session is over; <see cref="InvalidOperationException"/> outside <see cref="CwmpAcs.RunAsync"/>; and
/// <see cref="OperationCanceledException"/> when the caller's own token was cancelled: the answer, if one still comes, is then thrown away,
/// and the session goes on.
/// </remarks>
/// <example>
/// <code>
/// public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
/// {
///     foreach (ParameterValue value in await session.GetParameterValuesAsync("Device.DeviceInfo.", cancellationToken))
///     {
///         Console.WriteLine($"{session.Device} {value.Name} = {value.Text}");
///     }
/// }
/// </code>
/// </example>
public sealed partial class AcsSession
{
    private readonly AcsConversation _conversation;

    internal AcsSession(AcsConversation conversation) => _conversation = conversation;

    /// <summary>A public name of the session for logs: 12 hexadecimal digits. It opens nothing.</summary>
    public string Id => _conversation.Id;

    /// <summary>The device, as its Inform names it and as it proved to be.</summary>
    public DeviceIdentity Device => _conversation.Binding.Device;

    /// <summary>By what the device proved who it is.</summary>
    public AcsAuthentication AuthenticatedBy => _conversation.Binding.AuthenticatedBy;

    /// <summary>The Inform that began the session.</summary>
    public Inform Inform => _conversation.Inform;

    /// <summary>The version of CWMP both sides agreed on.</summary>
    public CwmpVersion Version => _conversation.Version.Version;

    /// <summary>Where the Inform came from, as the transport calls it; null when unknown.</summary>
    public string? RemoteAddress => _conversation.Binding.RemoteAddress;

    /// <summary>
    /// The requests the CPE has sent so far in this session besides the Inform, such as <see cref="TransferComplete"/>; the answers were
    /// given by the methods of <see cref="CwmpAcs"/>. A copy.
    /// </summary>
    public IReadOnlyList<CwmpRequest> CpeRequests => _conversation.CpeRequests;

    /// <summary>
    /// The header HoldRequests of the envelopes to come. It has an effect only in a session that began with
    /// <see cref="AcsInformAnswer.AcceptAndHoldRequests"/>, as long as the CPE has not said that it has no more requests. Setting it to
    /// false lets the CPE send them once the handler has returned; that happens by itself then at the latest.
    /// </summary>
    public bool HoldRequests
    {
        get => _conversation.HoldRequests;
        set => _conversation.HoldRequests = value;
    }

    /// <summary>Whether the session is over: every further call throws <see cref="AcsSessionEndedException"/>.</summary>
    public bool IsOver => _conversation.IsOver;

    /// <summary>Why the session failed; <see cref="AcsSessionFailure.None"/> while it is open and where it ended well.</summary>
    public AcsSessionFailure Failure => _conversation.Failure;

    /// <summary>
    /// Sends any request an ACS may send, such as a vendor's RPC as a <see cref="VendorRequest"/>, and completes with the response.
    /// </summary>
    /// <typeparam name="TResponse">The type of the response.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ArgumentException">The request is one that only a CPE may send.</exception>
    public async Task<TResponse> CallAsync<TResponse>(CwmpRequest<TResponse> request, CancellationToken cancellationToken = default)
        where TResponse : CwmpResponse
    {
        ArgumentNullException.ThrowIfNull(request);
        if (CwmpMethod.TryFind(request.MethodName, out CwmpMethod? method) && !method.AnsweredByCpe && request is not VendorRequest)
        {
            throw new ArgumentException($"{request.MethodName} is a request of the CPE to the ACS.", nameof(request));
        }

        return (TResponse)await _conversation.CallAsync(request, cancellationToken).ConfigureAwait(false);
    }

    internal VendorRequest ToVendorRequest(CwmpRequest request) => _conversation.ToVendorRequest(request);

    /// <summary>
    /// Sends the CPE to another URL for the rest of its session, as the reply to its open POST, and ends the session here. The CPE repeats
    /// its last POST there, so that this is best done in <see cref="CwmpAcs.OnInformAsync"/>, with <see cref="AcsInformAnswer.Redirect"/>;
    /// later the other ACS has to be able to carry on.
    /// </summary>
    /// <param name="location">An absolute http or https URL of at most 1,024 characters, without user information.</param>
    /// <param name="status">The status code. Default 302.</param>
    /// <exception cref="ArgumentException"><paramref name="location"/> is not such a URL.</exception>
    /// <exception cref="InvalidOperationException">A call is still open.</exception>
    public void Redirect(Uri location, AcsRedirectStatus status = AcsRedirectStatus.Found)
    {
        AcsRedirection.Validate(location);
        _conversation.Redirect(location, status);
    }
}
