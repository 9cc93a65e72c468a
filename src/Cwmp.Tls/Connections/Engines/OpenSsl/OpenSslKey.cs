// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// Hands a private key to OpenSSL: the very object where the platform's key is one of the same OpenSSL, a copy in memory otherwise.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class OpenSslKey
{
    /// <summary>Makes a key the key of a context.</summary>
    /// <exception cref="NotSupportedException">The key does not leave its holder, or is neither RSA nor EC.</exception>
    /// <exception cref="CryptographicException">OpenSSL does not take it.</exception>
    public static void Use(SafeSslContextHandle context, CertificateCredential credential)
    {
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)credential.Certificate.GetECDsaPrivateKey()
            ?? credential.Certificate.GetRSAPrivateKey()
            ?? throw new NotSupportedException("The private key is neither RSA nor EC; the OpenSSL engine uses no other.");
        if (IsOfSameLibrary)
        {
            using SafeEvpPKeyHandle? shared = key switch
            {
                ECDsaOpenSsl ec => ec.DuplicateKeyHandle(),
                RSAOpenSsl rsa => rsa.DuplicateKeyHandle(),
                _ => null,
            };
            if (shared is not null)
            {
                Use(context, shared.DangerousGetHandle());
                return;
            }
        }

        UseCopy(context, key);
    }

    // The runtime may have loaded another OpenSSL than ours, whose objects mean nothing here.
    private static bool IsOfSameLibrary => (nuint)SafeEvpPKeyHandle.OpenSslVersion == OpenSslLibrary.VersionNumber;

    private static void UseCopy(SafeSslContextHandle context, AsymmetricAlgorithm key)
    {
        byte[] pkcs8;
        try
        {
            pkcs8 = key.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException e)
        {
            throw new NotSupportedException(
                "The OpenSSL engine cannot use this private key: its holder does not export it. Use the engine SslStream.", e);
        }

        nint native;
        try
        {
            fixed (byte* start = pkcs8)
            {
                byte* position = start;
                native = LibCrypto.d2i_AutoPrivateKey(null, &position, new(pkcs8.Length));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }

        if (native == 0)
        {
            throw OpenSslErrors.TakeAsException("OpenSSL cannot read the private key");
        }

        try
        {
            Use(context, native);
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(native);
        }
    }

    private static void Use(SafeSslContextHandle context, nint key)
    {
        LibCrypto.ERR_clear_error();
        if (LibSsl.SSL_CTX_use_PrivateKey(context, key) != 1)
        {
            throw OpenSslErrors.TakeAsException("OpenSSL does not take the private key");
        }
    }
}
