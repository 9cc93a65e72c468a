// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <content>
/// Renewal with overlap: the new certificate is valid from now, and the old one stays valid until it ends or is revoked, so that peers may
/// change over one by one.
/// </content>
public sealed partial class CertificateAuthority
{
    /// <summary>Renews a certificate this authority issued: same subject, names and usage.</summary>
    /// <param name="current">The old credential; it stays the caller's and stays valid.</param>
    /// <param name="key">Whether to make a new key (the default) or to keep the old one.</param>
    /// <param name="lifetime">How long the new certificate is valid; as long as the old one was by default.</param>
    /// <returns>The new credential; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// This authority did not issue the certificate, or it is an authority's: use <see cref="RenewAuthority"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The certificate is revoked, or this authority's certificate is not valid now.
    /// </exception>
    public CertificateCredential Renew(CertificateCredential current, RenewalKey key = RenewalKey.New, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(current);
        ThrowIfNotRenewable(current.Certificate, nameof(current));
        using AsymmetricAlgorithm renewed = KeyFor(current.Certificate, key);
        return Issue(CertificateProfile.Of(current.Certificate), renewed, lifetime ?? LifetimeOf(current.Certificate));
    }

    /// <summary>
    /// Renews a certificate this authority issued, for the key of a request: same subject, names and usage as the old one.
    /// </summary>
    /// <param name="current">The old certificate; it stays valid.</param>
    /// <param name="request">The request; the names it asks for are not looked at.</param>
    /// <param name="lifetime">How long the new certificate is valid; as long as the old one was by default.</param>
    /// <returns>The new certificate, without key; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">This authority did not issue the certificate, or it is an authority's.</exception>
    /// <exception cref="InvalidOperationException">
    /// The certificate is revoked, or this authority's certificate is not valid now.
    /// </exception>
    public X509Certificate2 Renew(X509Certificate2 current, CertificateSigningRequest request, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfNotRenewable(current, nameof(current));
        return Issue(CertificateProfile.Of(current), request.PublicKey, lifetime ?? LifetimeOf(current));
    }

    /// <summary>
    /// Renews the certificate of an authority: this one itself when it is a root, or an intermediate this authority issued. Subject and
    /// path length stay, and the list of revoked certificates goes along.
    /// </summary>
    /// <param name="authority">The authority to renew; it stays valid and usable.</param>
    /// <param name="key">Whether to make a new key (the default) or to keep the old one.</param>
    /// <param name="lifetime">How long the new certificate is valid; as long as the old one was by default.</param>
    /// <returns>
    /// The renewed authority; the caller disposes it. A root with a new key is a new trust anchor: give it to the peers before it issues
    /// anything, or bridge the change with <see cref="CrossSign"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The authority is neither this root nor one this authority issued.</exception>
    /// <exception cref="InvalidOperationException">The authority is revoked, or this authority's certificate is not valid now.</exception>
    public CertificateAuthority RenewAuthority(CertificateAuthority authority, RenewalKey key = RenewalKey.New, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        X509Certificate2 old = authority.Certificate;
        bool root = ReferenceEquals(authority, this) && ChainOrder.IsSelfSigned(old);
        if (!root)
        {
            ThrowIfNotMine(old, nameof(authority));
        }

        using AsymmetricAlgorithm renewed = KeyFor(old, key);
        CertificateProfile profile = CertificateProfile.Of(old);
        CertificateAuthority result = root
            ? SelfSigned(profile, renewed, lifetime ?? LifetimeOf(old), _time, _logger)
            : new CertificateAuthority(Issue(profile, renewed, lifetime ?? LifetimeOf(old)), _time, _logger);
        result.Adopt(authority);
        return result;
    }

    /// <summary>
    /// Signs another authority's subject and key, so that peers which trust only this root accept what the other one issues, as long as the
    /// cross-certificate is sent along (RFC 4210 §4.4).
    /// </summary>
    /// <param name="other">The other authority, such as the renewed root.</param>
    /// <param name="lifetime">How long the cross-certificate is valid; until this authority's own certificate ends by default.</param>
    /// <returns>The cross-certificate, without key; the caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">
    /// This authority's path length forbids an authority below it, or its certificate is not valid now.
    /// </exception>
    public X509Certificate2 CrossSign(CertificateAuthority other, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        int otherPathLength = other.Certificate.Extension<X509BasicConstraintsExtension>()! is { HasPathLengthConstraint: true } constraints
            ? constraints.PathLengthConstraint
            : 0;
        ThrowIfNoRoomBelow(otherPathLength);
        return Issue(
            CertificateProfile.Of(other.Certificate), other.Certificate.PublicKey, lifetime ?? (NotAfter(Certificate) - _time.GetUtcNow()));
    }

    // Without the tolerance before its issue, or each renewal would add one.
    private static TimeSpan LifetimeOf(X509Certificate2 certificate)
    {
        TimeSpan validity = certificate.NotAfter - certificate.NotBefore;
        return validity > ClockTolerance * 2 ? validity - ClockTolerance : validity;
    }

    private static AsymmetricAlgorithm KeyFor(X509Certificate2 certificate, RenewalKey key)
    {
        AsymmetricAlgorithm old = PrivateKeys.Of(certificate)!;
        if (key == RenewalKey.Same)
        {
            return old;
        }

        using (old)
        {
            return PrivateKeys.GenerateLike(old);
        }
    }

    private void ThrowIfNotRenewable(X509Certificate2 certificate, string parameter)
    {
        if (certificate.Extension<X509BasicConstraintsExtension>() is { CertificateAuthority: true })
        {
            throw new ArgumentException($"\"{certificate.Subject}\" is an authority: use RenewAuthority.", parameter);
        }

        ThrowIfNotMine(certificate, parameter);
    }

    private void ThrowIfNotMine(X509Certificate2 certificate, string parameter)
    {
        if (!HasIssued(certificate))
        {
            throw new ArgumentException($"\"{Certificate.Subject}\" did not issue \"{certificate.Subject}\".", parameter);
        }

        if (IsRevoked(certificate))
        {
            throw new InvalidOperationException(
                $"\"{certificate.Subject}\", serial {certificate.SerialNumber}, is revoked and cannot be renewed; issue a new one.");
        }
    }
}
