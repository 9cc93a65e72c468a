// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>
/// What the transport can prove about the sender of a POST. The engine believes every word of it, so that only verified facts belong here:
/// a transport fills it from its TLS session (or from a proxy it trusts) and from the HTTP credentials it checked. Immutable and
/// thread-safe.
/// </summary>
public sealed record AcsPeerEvidence
{
    /// <summary>Whether the POST came through TLS, up to this process or up to a trusted proxy. Default false.</summary>
    public bool IsSecure { get; init; }

    /// <summary>
    /// What the verified client certificate says. Default <see cref="AcsCertificateClass.None"/>, also for a certificate that failed
    /// verification.
    /// </summary>
    public AcsCertificateClass CertificateClass { get; init; }

    /// <summary>
    /// Whether the sender showed a certificate that verification refused, as behind a proxy, or that it refuses by now. No password makes
    /// up for that. Default false.
    /// </summary>
    public bool IsCertificateRefused { get; init; }

    /// <summary>The device of a <see cref="AcsCertificateClass.Unique"/> certificate; null otherwise.</summary>
    public DeviceIdentity? CertificateDevice { get; init; }

    /// <summary>
    /// SHA-256 over the verified certificate, in hexadecimal; null without one. It ties the POSTs of a session under a generic certificate
    /// together.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>What became of the HTTP credentials. Default <see cref="AcsHttpAuthentication.None"/>.</summary>
    public AcsHttpAuthentication HttpAuthentication { get; init; }

    /// <summary>
    /// The HTTP user name, where the credentials were right or were tried; null otherwise. Used for comparison and in security events.
    /// </summary>
    public string? Username { get; init; }

    /// <summary>
    /// The device the verified <see cref="Username"/> stands for: by TR-069 §3.4.4 the name itself spells it, but an inventory may map
    /// other names. Null where the name stands for no particular device.
    /// </summary>
    public DeviceIdentity? UsernameDevice { get; init; }

    /// <summary>
    /// Where the POST came from, for logs and events, such as <c>192.0.2.7:51034</c>. No decision depends on it. Null when unknown.
    /// </summary>
    public string? RemoteAddress { get; init; }

    /// <summary>
    /// What a TLS connection proves: an accepted certificate that names a device is unique, one that names none is generic, and a refused
    /// one proves nothing and is held against its sender.
    /// </summary>
    /// <param name="result">The verdict on the client's certificate; null when it showed none.</param>
    /// <param name="remoteAddress">Where the connection came from, or null.</param>
    /// <exception cref="ArgumentException">The verdict is about a peer in another role than <see cref="PeerRole.CpeDevice"/>.</exception>
    public static AcsPeerEvidence FromTls(VerifyResult? result, string? remoteAddress = null)
    {
        if (result is not null && result.Role != PeerRole.CpeDevice)
        {
            throw new ArgumentException($"A device is judged in the role CpeDevice, not {result.Role}.", nameof(result));
        }

        bool isAccepted = result is { IsAccepted: true };
        return new AcsPeerEvidence
        {
            IsSecure = true,
            CertificateClass = !isAccepted
                ? AcsCertificateClass.None : result!.Identity is null ? AcsCertificateClass.Generic
                : AcsCertificateClass.Unique,
            IsCertificateRefused = result is not null && !isAccepted,
            CertificateDevice = isAccepted ? result!.Identity : null,
            CertificateFingerprint = isAccepted && result!.Chain.Count > 0 ? result.Chain[0].Fingerprint : null,
            RemoteAddress = remoteAddress,
        };
    }

    /// <summary>Whether right HTTP credentials came that may be believed: Digest, or Basic inside TLS.</summary>
    internal bool HasPassword =>
        HttpAuthentication == AcsHttpAuthentication.Digest || (HttpAuthentication == AcsHttpAuthentication.Basic && IsSecure);

    /// <summary>The device that the certificate or the password proves the sender to be; null where neither names one.</summary>
    internal DeviceIdentity? ProvenDevice =>
        CertificateClass == AcsCertificateClass.Unique ? CertificateDevice : HasPassword ? UsernameDevice : null;
}
