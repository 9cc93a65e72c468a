// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <content>Private keys, and certificates with them.</content>
public static partial class CertificateFile
{
    /// <summary>Loads a private key.</summary>
    /// <param name="path">
    /// The file: PKCS#8, encrypted PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), as PEM or DER. Certificates beside it in a PEM file are ignored.
    /// </param>
    /// <param name="password">For an encrypted key; empty for none.</param>
    /// <param name="maxSize">The size limit in octets.</param>
    /// <returns>An <see cref="RSA"/> or <see cref="ECDsa"/> key for the caller to dispose.</returns>
    /// <exception cref="CertificateLoadException">
    /// The file cannot be read, is damaged, or holds no key or several; the password is missing or wrong.
    /// </exception>
    public static AsymmetricAlgorithm LoadPrivateKey(string path, ReadOnlySpan<char> password = default, int maxSize = DefaultMaxSize)
    {
        using SecretBytes content = Read(path, maxSize);
        return ReadKey(content, password, path);
    }

    /// <summary>Reads a private key out of memory.</summary>
    /// <param name="data">PKCS#8, encrypted PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), as PEM or DER.</param>
    /// <param name="password">For an encrypted key; empty for none.</param>
    /// <returns>An <see cref="RSA"/> or <see cref="ECDsa"/> key for the caller to dispose.</returns>
    /// <exception cref="CertificateLoadException">
    /// The data is damaged, or holds no key or several; the password is missing or wrong.
    /// </exception>
    public static AsymmetricAlgorithm ReadPrivateKey(ReadOnlySpan<byte> data, ReadOnlySpan<char> password = default)
    {
        using SecretBytes content = Copy(data, "private key data");
        return ReadKey(content, password, "private key data");
    }

    /// <summary>Loads a certificate with its chain and its private key, from two files or from one.</summary>
    /// <param name="chainPath">The certificate and its intermediates: PEM in any order, DER, PKCS#7 or PKCS#12.</param>
    /// <param name="keyPath">The private key, as for <see cref="LoadPrivateKey"/>; null when it is in the same file.</param>
    /// <param name="password">For an encrypted key; empty for none.</param>
    /// <param name="maxSize">The size limit of each file in octets.</param>
    /// <returns>
    /// The credential; the caller disposes it. Its certificate is the first one the key belongs to; the intermediates are put in order, and
    /// roots and unrelated certificates are left out.
    /// </returns>
    /// <exception cref="CertificateLoadException">
    /// A file cannot be read or is damaged; the certificate or the key is missing; the password is missing or wrong; the key belongs to
    /// none of the certificates; there are further certificates and none of them issued it.
    /// </exception>
    public static CertificateCredential LoadCredential(
        string chainPath, string? keyPath = null, ReadOnlySpan<char> password = default, int maxSize = DefaultMaxSize)
    {
        using SecretBytes chain = Read(chainPath, maxSize);
        if (keyPath is null || string.Equals(chainPath, keyPath, StringComparison.Ordinal))
        {
            return ReadCredential(chain, password, chainPath);
        }

        using AsymmetricAlgorithm key = LoadPrivateKey(keyPath, password, maxSize);
        return Combine(chain, chainPath, key, keyPath);
    }

    /// <summary>Loads a credential from PKCS#12.</summary>
    /// <param name="path">The file, by custom named *.p12 or *.pfx.</param>
    /// <param name="password">Its password; empty for none.</param>
    /// <param name="maxSize">The size limit in octets.</param>
    /// <returns>The credential; the caller disposes it.</returns>
    /// <exception cref="CertificateLoadException">
    /// The file cannot be read, is damaged or no PKCS#12; the password is missing or wrong; there is no private key or more than one.
    /// </exception>
    public static CertificateCredential LoadPkcs12(string path, ReadOnlySpan<char> password = default, int maxSize = DefaultMaxSize)
    {
        using SecretBytes content = Read(path, maxSize);
        return CertificateContent.IsPkcs12(content)
            ? FromPkcs12(content, password, path)
            : throw new CertificateLoadException(
                CertificateLoadError.UnknownFormat, path, "expected PKCS#12, found something else or a damaged file.");
    }

    /// <summary>Loads a credential and does not throw when that fails.</summary>
    /// <param name="chainPath">The certificate and its intermediates.</param>
    /// <param name="keyPath">The private key; null when it is in the same file.</param>
    /// <param name="password">For an encrypted key or PKCS#12; empty for none.</param>
    /// <param name="credential">The credential, for the caller to dispose; null on failure.</param>
    /// <param name="error">What went wrong; null on success.</param>
    /// <returns>Whether there is a credential.</returns>
    public static bool TryLoadCredential(
        string chainPath,
        string? keyPath,
        ReadOnlySpan<char> password,
        [NotNullWhen(true)] out CertificateCredential? credential,
        [NotNullWhen(false)] out CertificateLoadException? error)
    {
        try
        {
            credential = LoadCredential(chainPath, keyPath, password);
            error = null;
            return true;
        }
        catch (CertificateLoadException e)
        {
            credential = null;
            error = e;
            return false;
        }
    }

    /// <summary>Reads a credential out of memory.</summary>
    /// <param name="data">PEM with certificates and key in any order, or PKCS#12.</param>
    /// <param name="password">For an encrypted key or PKCS#12; empty for none.</param>
    /// <returns>The credential; the caller disposes it.</returns>
    /// <exception cref="CertificateLoadException">See <see cref="LoadCredential"/>.</exception>
    public static CertificateCredential ReadCredential(ReadOnlySpan<byte> data, ReadOnlySpan<char> password = default)
    {
        using SecretBytes content = Copy(data, DataSource);
        return ReadCredential(content, password, DataSource);
    }

    private static CertificateCredential ReadCredential(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        if (CertificateContent.IsPkcs12(content))
        {
            return FromPkcs12(content, password, source);
        }

        using AsymmetricAlgorithm key = ReadKey(content, password, source);
        return Combine(content, source, key, source);
    }

    private static AsymmetricAlgorithm ReadKey(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        if (CertificateContent.IsPkcs12(content))
        {
            using var certificates = new DisposableCertificates(CertificateContent.ReadPkcs12(content, password, source));
            return PrivateKeys.Of(certificates.SingleWithKey(source)) ?? throw NoKey(source);
        }

        return PrivateKeys.TryRead(content, password, source) ?? throw NoKey(source);
    }

    private static CertificateLoadException NoKey(string source) =>
        new(CertificateLoadError.NoPrivateKey, source, "expected an RSA or EC private key, found none.");

    private static CertificateCredential FromPkcs12(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        using var certificates = new DisposableCertificates(CertificateContent.ReadPkcs12(content, password, source));
        X509Certificate2 own = certificates.SingleWithKey(source);
        using AsymmetricAlgorithm key = PrivateKeys.Of(own) ?? throw NoKey(source);
        return Combine([own, .. certificates.All.Where(c => !ReferenceEquals(c, own))], source, key, source);
    }

    private static CertificateCredential Combine(SecretBytes chain, string chainPath, AsymmetricAlgorithm key, string keyPath)
    {
        using var certificates = new DisposableCertificates([.. CertificateContent.Read(chain, default, chainPath)]);
        return Combine([.. certificates.All], chainPath, key, keyPath);
    }

    private static CertificateCredential Combine(
        List<X509Certificate2> certificates, string chainPath, AsymmetricAlgorithm key, string keyPath)
    {
        X509Certificate2? own = certificates.Find(certificate => Matches(certificate, key));
        if (own is null)
        {
            throw new CertificateLoadException(
                CertificateLoadError.KeyMismatch,
                keyPath,
                $"the private key ({PrivateKeys.Describe(key)}) belongs to none of the {certificates.Count} certificate(s) in {chainPath}, "
                + $"the first of which is \"{certificates[0].Subject}\".");
        }

        _ = ChainOrder.Above(own, certificates, out bool issuerFound);
        if (!issuerFound && certificates.Exists(other => !other.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span)))
        {
            throw new CertificateLoadException(
                CertificateLoadError.BrokenChain,
                chainPath,
                $"none of the other certificates issued \"{own.Subject}\"; expected one with the subject \"{own.Issuer}\".");
        }

        return CertificateCredential.Create(own, key, certificates);
    }

    private static bool Matches(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            return PrivateKeys.Matches(certificate, key);
        }
        catch (CryptographicException)
        {
            // The certificate's own key may be of a kind or curve the platform cannot import; then it is not this one.
            return false;
        }
    }

    private sealed class DisposableCertificates(X509Certificate2Collection all) : IDisposable
    {
        public IEnumerable<X509Certificate2> All => all;

        public X509Certificate2 SingleWithKey(string source)
        {
            X509Certificate2[] withKey = [.. all.Where(certificate => certificate.HasPrivateKey)];
            return withKey.Length switch
            {
                1 => withKey[0],
                0 => throw NoKey(source),
                _ => throw new CertificateLoadException(
                    CertificateLoadError.AmbiguousKey, source, $"expected one private key, found {withKey.Length}."),
            };
        }

        public void Dispose()
        {
            foreach (X509Certificate2 certificate in all)
            {
                certificate.Dispose();
            }
        }
    }
}
