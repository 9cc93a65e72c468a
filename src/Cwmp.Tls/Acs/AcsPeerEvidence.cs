// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

/// <summary>
/// What the transport can prove about the sender of a POST. The engine believes every word of it, so that only verified facts belong here: a
/// transport fills it from its TLS session (or from a proxy it trusts) and from the HTTP credentials it checked. Immutable and thread-safe.
/// </summary>
public sealed record AcsPeerEvidence
{
    /// <summary>Whether the POST came through TLS, up to this process or up to a trusted proxy. Default false.</summary>
    public bool IsSecure { get; init; }

    /// <summary>What the verified client certificate says. Default <see cref="AcsCertificateClass.None"/>, also for a certificate that failed verification.</summary>
    public AcsCertificateClass CertificateClass { get; init; }

    /// <summary>The device of a <see cref="AcsCertificateClass.Unique"/> certificate; null otherwise.</summary>
    public DeviceIdentity? CertificateDevice { get; init; }

    /// <summary>
    /// SHA-256 over the SubjectPublicKeyInfo of the verified certificate, in hexadecimal; null without one. It is what a device is pinned to, and what ties the
    /// POSTs of a session under a generic certificate together.
    /// </summary>
    public string? CertificateKeyHash { get; init; }

    /// <summary>What became of the HTTP credentials. Default <see cref="AcsHttpAuthentication.None"/>.</summary>
    public AcsHttpAuthentication HttpAuthentication { get; init; }

    /// <summary>The HTTP user name, where the credentials were right or were tried; null otherwise. Used for comparison and in security events.</summary>
    public string? Username { get; init; }

    /// <summary>
    /// The device the verified <see cref="Username"/> stands for: by TR-069 §3.4.4 the name itself spells it, but an inventory may map other names. Null where
    /// the name stands for no particular device.
    /// </summary>
    public DeviceIdentity? UsernameDevice { get; init; }

    /// <summary>Where the POST came from, for logs and events, such as <c>192.0.2.7:51034</c>. No decision depends on it. Null when unknown.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>Whether right HTTP credentials came that may be believed: Digest, or Basic inside TLS.</summary>
    internal bool HasPassword => HttpAuthentication == AcsHttpAuthentication.Digest || (HttpAuthentication == AcsHttpAuthentication.Basic && IsSecure);
}
