// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cwmp.Tls.Certificates;

/// <content>
/// Saving. A file is written beside its name first, flushed to the disk and then renamed, so a reader sees the old content or the new one
/// and a failure leaves nothing behind. On Unix a file that holds a private key is created with mode 0600; on Windows it inherits the
/// permissions of its directory.
/// </content>
public static partial class CertificateFile
{
    // OWASP's figure for PBKDF2-HMAC-SHA-256. A key in a file may be guessed at leisure.
    private const int KdfIterations = 600_000;

    // Readers limit what they spend on a PKCS#12 file they have not authenticated yet; .NET's own limit is 300,000 per use.
    private const int Pkcs12KdfIterations = 100_000;

    /// <summary>Saves certificates as a PEM bundle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="certificates">One certificate or more; private keys are not written.</param>
    /// <param name="overwrite">Whether to replace a file of that name; false by default.</param>
    /// <exception cref="ArgumentException">There is no certificate.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static void SaveCertificates(string path, IEnumerable<X509Certificate2> certificates, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(certificates);
        string pem = ToPem(certificates);
        if (pem.Length == 0)
        {
            throw new ArgumentException("Expected one certificate or more.", nameof(certificates));
        }

        AtomicFile.Write(path, Encoding.ASCII.GetBytes(pem), secret: false, overwrite);
    }

    /// <summary>
    /// Saves a credential as PEM: the certificate and its intermediates in one file, the key as PKCS#8 in another, or all in one when both
    /// names are the same.
    /// </summary>
    /// <param name="credential">The credential.</param>
    /// <param name="chainPath">The file for the certificate and its intermediates, in the order TLS sends them.</param>
    /// <param name="keyPath">The file for the key.</param>
    /// <param name="password">
    /// Encrypts the key (PBES2: PBKDF2 with HMAC-SHA-256 and 600,000 iterations, AES-256-CBC); empty for no encryption.
    /// </param>
    /// <param name="overwrite">Whether to replace files of these names; false by default.</param>
    /// <exception cref="IOException">A file cannot be written, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be written to.</exception>
    /// <exception cref="CryptographicException">The key cannot be exported, as that of an HSM or TPM.</exception>
    public static void SaveCredential(
        CertificateCredential credential, string chainPath, string keyPath, ReadOnlySpan<char> password = default, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentException.ThrowIfNullOrEmpty(chainPath);
        ArgumentException.ThrowIfNullOrEmpty(keyPath);
        byte[] chain = Encoding.ASCII.GetBytes(ToPem([credential.Certificate, .. credential.Intermediates]));
        using AsymmetricAlgorithm key = PrivateKeys.Of(credential.Certificate)!;
        using SecretBytes keyPem = KeyPem(key, password);
        if (string.Equals(Path.GetFullPath(chainPath), Path.GetFullPath(keyPath), StringComparison.Ordinal))
        {
            using var both = new SecretBytes(chain.Length + keyPem.Length);
            chain.CopyTo(both.Buffer, 0);
            keyPem.Span.CopyTo(both.Buffer.AsSpan(chain.Length));
            AtomicFile.Write(chainPath, both.Span, secret: true, overwrite);
            return;
        }

        // Both are on the disk before either name changes, so that a failure does not leave the key of one certificate beside another.
        using AtomicFile keyFile = AtomicFile.Stage(keyPath, keyPem.Span, secret: true, overwrite);
        using AtomicFile chainFile = AtomicFile.Stage(chainPath, chain, secret: false, overwrite);
        keyFile.Commit();
        try
        {
            chainFile.Commit();
        }
        catch when (!overwrite)
        {
            keyFile.Revoke();
            throw;
        }
    }

    /// <summary>Saves a private key as PKCS#8 PEM.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The key.</param>
    /// <param name="password">
    /// Encrypts the key (PBES2: PBKDF2 with HMAC-SHA-256 and 600,000 iterations, AES-256-CBC); empty for no encryption.
    /// </param>
    /// <param name="overwrite">Whether to replace a file of that name; false by default.</param>
    /// <exception cref="IOException">The file cannot be written, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    /// <exception cref="CryptographicException">The key cannot be exported, as that of an HSM or TPM.</exception>
    public static void SavePrivateKey(string path, AsymmetricAlgorithm key, ReadOnlySpan<char> password = default, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(key);
        using SecretBytes pem = KeyPem(key, password);
        AtomicFile.Write(path, pem.Span, secret: true, overwrite);
    }

    /// <summary>Saves a credential as PKCS#12: certificate, intermediates and key under one password.</summary>
    /// <param name="path">The file, by custom named *.p12 or *.pfx; its mode is 0600.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="password">The password. An empty one protects nothing.</param>
    /// <param name="format">
    /// AES-256 with SHA-256 by default, which OpenSSL 1.1, Windows 10 1709, Java 8u301 and later read; <see cref="Pkcs12Format.Legacy"/>
    /// for older readers.
    /// </param>
    /// <param name="overwrite">Whether to replace a file of that name; false by default.</param>
    /// <exception cref="IOException">The file cannot be written, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    /// <exception cref="CryptographicException">The key cannot be exported, as that of an HSM or TPM.</exception>
    public static void SavePkcs12(
        string path,
        CertificateCredential credential,
        ReadOnlySpan<char> password,
        Pkcs12Format format = Pkcs12Format.Aes256,
        bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(credential);
        byte[] content = EncodePkcs12(credential, password, format);
        try
        {
            AtomicFile.Write(path, content, secret: true, overwrite);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Saves a CRL as PEM.</summary>
    /// <param name="path">The file.</param>
    /// <param name="crl">The CRL as DER, as from <see cref="CertificateAuthority.IssueCrl"/>.</param>
    /// <param name="overwrite">Whether to replace a file of that name; false by default.</param>
    /// <exception cref="ArgumentException">The data is no CRL.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static void SaveCrl(string path, ReadOnlySpan<byte> crl, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            _ = RevocationListReader.Read(crl.ToArray());
        }
        catch (CertificateLoadException e)
        {
            throw new ArgumentException("Expected a CRL as DER.", nameof(crl), e);
        }

        AtomicFile.Write(path, Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", crl) + "\n"), secret: false, overwrite);
    }

    private static string ToPem(IEnumerable<X509Certificate2> certificates)
    {
        var pem = new StringBuilder();
        foreach (X509Certificate2 certificate in certificates)
        {
            ArgumentNullException.ThrowIfNull(certificate, nameof(certificates));
            pem.Append(certificate.ExportCertificatePem()).Append('\n');
        }

        return pem.ToString();
    }

    private static SecretBytes KeyPem(AsymmetricAlgorithm key, ReadOnlySpan<char> password)
    {
        byte[] pkcs8 = password.IsEmpty
            ? key.ExportPkcs8PrivateKey()
            : key.ExportEncryptedPkcs8PrivateKey(
                password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, KdfIterations));
        try
        {
            ReadOnlySpan<byte> label = password.IsEmpty ? "PRIVATE KEY"u8 : "ENCRYPTED PRIVATE KEY"u8;
            var pem = new SecretBytes(PemEncoding.GetEncodedSize(label.Length, pkcs8.Length) + 1);
            PemEncoding.TryWriteUtf8(label, pkcs8, pem.Buffer, out int written);
            pem.Buffer[written] = (byte)'\n';
            return pem;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static byte[] EncodePkcs12(CertificateCredential credential, ReadOnlySpan<char> password, Pkcs12Format format)
    {
#pragma warning disable RS0030 // SHA-1 is what readers of the legacy form know.
        PbeParameters encryption = format switch
        {
            Pkcs12Format.Aes256 => new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Pkcs12KdfIterations),
            Pkcs12Format.Legacy => new PbeParameters(
                PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, Pkcs12KdfIterations),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a PKCS#12 format."),
        };
        HashAlgorithmName macHash = format == Pkcs12Format.Legacy ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
#pragma warning restore RS0030

        using AsymmetricAlgorithm key = PrivateKeys.Of(credential.Certificate)!;
        var keys = new Pkcs12SafeContents();
        Pkcs12ShroudedKeyBag keyBag = keys.AddShroudedKey(key, password, encryption);
        var certificates = new Pkcs12SafeContents();
        Pkcs12CertBag own = certificates.AddCertificate(credential.Certificate);

        // The same local key id on both tells a reader which certificate the key belongs to.
        var id = new Pkcs9LocalKeyId(credential.Certificate.GetCertHash(HashAlgorithmName.SHA256));
        keyBag.Attributes.Add(id);
        own.Attributes.Add(id);
        foreach (X509Certificate2 intermediate in credential.Intermediates)
        {
            certificates.AddCertificate(intermediate);
        }

        var builder = new Pkcs12Builder();
        builder.AddSafeContentsEncrypted(certificates, password, encryption);
        builder.AddSafeContentsUnencrypted(keys);
        builder.SealWithMac(password, macHash, Pkcs12KdfIterations);
        return builder.Encode();
    }
}
