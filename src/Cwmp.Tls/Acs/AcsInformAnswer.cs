// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Posts;

namespace Cwmp.Tls.Acs;

/// <summary>
/// What <see cref="CwmpAcs.OnInformAsync"/> says to an Inform. A fault is thrown instead, as <c>CwmpFaultException</c>. Immutable.
/// </summary>
public sealed class AcsInformAnswer
{
    private AcsInformAnswer(bool holdRequests, Uri? redirect, AcsRedirectStatus redirectStatus)
    {
        HoldRequests = holdRequests;
        RedirectLocation = redirect;
        RedirectStatus = redirectStatus;
    }

    /// <summary>The session begins: an InformResponse.</summary>
    public static AcsInformAnswer Accept { get; } = new(false, null, AcsRedirectStatus.Found);

    /// <summary>
    /// The session begins, and the CPE has to keep its own requests back until the handler sets <see cref="AcsSession.HoldRequests"/> to
    /// false. TR-069 Amendment 6 deprecates this; CPEs obey it all the same.
    /// </summary>
    public static AcsInformAnswer AcceptAndHoldRequests { get; } = new(true, null, AcsRedirectStatus.Found);

    internal bool HoldRequests { get; }

    internal Uri? RedirectLocation { get; }

    internal AcsRedirectStatus RedirectStatus { get; }

    /// <summary>No session begins here: the CPE repeats its Inform at another URL, this once.</summary>
    /// <param name="location">An absolute http or https URL of at most 1,024 characters, without user information.</param>
    /// <param name="status">The status code. Default 302.</param>
    /// <exception cref="ArgumentException"><paramref name="location"/> is not such a URL.</exception>
    public static AcsInformAnswer Redirect(Uri location, AcsRedirectStatus status = AcsRedirectStatus.Found)
    {
        AcsRedirection.Validate(location);
        return new AcsInformAnswer(false, location, status);
    }
}
