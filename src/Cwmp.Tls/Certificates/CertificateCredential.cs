// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// What one end shows of itself: its certificate, the private key that belongs to it, and the intermediate certificates up to, but
/// without, the root.
/// </summary>
/// <remarks>
/// Immutable; its members may be read from any thread. It owns copies of everything it was made of and disposes them: whoever made it
/// keeps it alive for as long as contexts and sessions use it.
/// </remarks>
public sealed class CertificateCredential : IDisposable
{
    private CertificateCredential(X509Certificate2 certificate, List<X509Certificate2> intermediates)
    {
        Certificate = certificate;
        Intermediates = new ReadOnlyCollection<X509Certificate2>(intermediates);
    }

    /// <summary>The certificate; it holds the private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>
    /// The issuer's certificate, its issuer's, and so on, in the order TLS sends them; no root, no private keys. Often empty.
    /// </summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>Makes a credential of a certificate that holds its private key.</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="chain">
    /// Certificates to take the intermediates from, in any order; they stay the caller's. Roots and unrelated ones are left out.
    /// </param>
    /// <returns>The credential; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The certificate has no private key, or one that is not its own.</exception>
    /// <exception cref="NotSupportedException">The key is neither RSA nor ECDSA.</exception>
    public static CertificateCredential Create(X509Certificate2 certificate, IEnumerable<X509Certificate2>? chain = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using AsymmetricAlgorithm key = (certificate.HasPrivateKey ? PrivateKeys.Of(certificate) : null)
            ?? throw new ArgumentException("The certificate holds no RSA or EC private key.", nameof(certificate));
        return Create(certificate, key, chain);
    }

    /// <summary>Makes a credential of a certificate and its private key.</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="privateKey">
    /// An <see cref="RSA"/> or <see cref="ECDsa"/> key; it stays the caller's. Keys held by an HSM or TPM work where the platform has a
    /// type for them, such as <see cref="RSAOpenSsl"/> from <see cref="SafeEvpPKeyHandle.OpenKeyFromProvider"/> or <c>RSACng</c>.
    /// </param>
    /// <param name="chain">
    /// Certificates to take the intermediates from, in any order; they stay the caller's. Roots and unrelated ones are left out.
    /// </param>
    /// <returns>The credential; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The key is not the certificate's.</exception>
    /// <exception cref="NotSupportedException">The platform cannot use a key of this type for TLS.</exception>
    public static CertificateCredential Create(
        X509Certificate2 certificate, AsymmetricAlgorithm privateKey, IEnumerable<X509Certificate2>? chain = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(privateKey);
        if (!PrivateKeys.Matches(certificate, privateKey))
        {
            throw new ArgumentException(
                $"The private key ({PrivateKeys.Describe(privateKey)}) is not that of the "
                    + $"certificate \"{certificate.Subject}\".", nameof(privateKey));
        }

        using X509Certificate2 bare = Copy(certificate);
        X509Certificate2 own = PrivateKeys.Join(bare, privateKey);
        return new CertificateCredential(own, ChainOrder.Above(own, chain ?? [], out _).ConvertAll(Copy));
    }

    /// <summary>Releases the certificates and the private key.</summary>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 intermediate in Intermediates)
        {
            intermediate.Dispose();
        }
    }

    /// <summary>The subject and the number of intermediates; nothing of the key.</summary>
    public override string ToString() => $"{Certificate.Subject} with {Intermediates.Count} intermediate(s)";

    private static X509Certificate2 Copy(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);
}
