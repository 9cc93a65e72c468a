// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>Reads certificates out of the content of a file, whatever its format.</summary>
internal static class CertificateContent
{
    // ERROR_INVALID_PASSWORD as HRESULT: what the platform reports, on every operating system, for a PKCS#12 MAC that does not verify.
    private const int InvalidPassword = unchecked((int)0x80070056);

    // Linux keeps keys in memory anyway; macOS has no ephemeral keys, and on Windows SslStream cannot use one.
    private static readonly X509KeyStorageFlags KeyStorage = OperatingSystem.IsLinux()
        ? X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet
        : X509KeyStorageFlags.Exportable;

    public static bool IsPkcs12(SecretBytes content) =>
        !PemBlocks.LooksLikePem(content.Span) && DerSniffer.Recognise(content.Memory) == DerContent.Pkcs12;

    /// <summary>All certificates in order of appearance, without private keys; never empty.</summary>
    public static List<X509Certificate2> Read(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        var certificates = new List<X509Certificate2>();
        try
        {
            if (PemBlocks.LooksLikePem(content.Span))
            {
                ReadPem(content, certificates, source);
            }
            else
            {
                ReadDer(content, certificates, password, source);
            }
        }
        catch
        {
            certificates.ForEach(certificate => certificate.Dispose());
            throw;
        }

        return certificates;
    }

    public static X509Certificate2Collection ReadPkcs12(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(content.Span, password, KeyStorage);
        }
        catch (Pkcs12LoadLimitExceededException e)
        {
            throw new CertificateLoadException(
                CertificateLoadError.TooLarge, source, "the PKCS#12 content exceeds a limit: " + e.Message, e);
        }
        catch (CryptographicException e) when (e.HResult == InvalidPassword)
        {
            throw password.IsEmpty
                ? new CertificateLoadException(
                    CertificateLoadError.PasswordRequired, source, "the PKCS#12 content is protected and no password was given.", e)
                : new CertificateLoadException(
                    CertificateLoadError.WrongPassword, source, "the password does not open the PKCS#12 content, or it is damaged.", e);
        }
        catch (CryptographicException e)
        {
            throw new CertificateLoadException(CertificateLoadError.Malformed, source, "the PKCS#12 content cannot be decoded.", e);
        }
    }

    public static CertificateLoadException Unknown(ReadOnlySpan<byte> content, string source) => content switch
    {
        // Windows PowerShell writes its redirected output so.
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => new CertificateLoadException(
            CertificateLoadError.UnknownFormat, source, "the content is UTF-16 text; PEM is ASCII, so save the file as ASCII or UTF-8."),
        [0x30, ..] => new CertificateLoadException(
            CertificateLoadError.Malformed, source, "the content begins like DER but is cut short or damaged."),
        _ => new CertificateLoadException(
            CertificateLoadError.UnknownFormat, source, "expected PEM (\"-----BEGIN …\") or DER, found neither."),
    };

    private static void ReadPem(SecretBytes content, List<X509Certificate2> certificates, string source)
    {
        using PemBlocks pem = PemBlocks.Read(content.Span, source);
        foreach (PemBlock block in pem.All)
        {
            switch (block.Label)
            {
                case "CERTIFICATE" or "X509 CERTIFICATE":
                    certificates.Add(Decode(block.Data.Memory, certificates.Count, source));
                    break;
                case "TRUSTED CERTIFICATE":
                    certificates.Add(Decode(WithoutTrust(block.Data.Memory, certificates.Count, source), certificates.Count, source));
                    break;
                case "PKCS7" or "CMS":
                    certificates.AddRange(ReadPkcs7(block.Data.Span, source));
                    break;
            }
        }

        if (certificates.Count == 0)
        {
            string found = string.Join(", ", pem.All.Select(block => block.Label).Distinct(StringComparer.Ordinal).Take(4));
            throw new CertificateLoadException(CertificateLoadError.NoCertificate, source, $"expected a certificate, found {found}.");
        }
    }

    private static void ReadDer(SecretBytes content, List<X509Certificate2> certificates, ReadOnlySpan<char> password, string source)
    {
        switch (DerSniffer.Recognise(content.Memory))
        {
            case DerContent.Signed:
                certificates.Add(Decode(content.Memory, 0, source));
                break;
            case DerContent.Pkcs7:
                certificates.AddRange(ReadPkcs7(content.Span, source));
                break;
            case DerContent.Pkcs12:
                foreach (X509Certificate2 certificate in ReadPkcs12(content, password, source))
                {
                    using (certificate)
                    {
                        certificates.Add(X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span));
                    }
                }

                break;
            case DerContent.Unknown:
                throw Unknown(content.Span, source);
            default:
                throw new CertificateLoadException(
                    CertificateLoadError.NoCertificate, source, "expected a certificate, found a private key.");
        }

        if (certificates.Count == 0)
        {
            throw new CertificateLoadException(
                CertificateLoadError.NoCertificate, source, "the container is well formed but holds no certificate.");
        }
    }

    private static List<X509Certificate2> ReadPkcs7(ReadOnlySpan<byte> data, string source)
    {
        try
        {
            var cms = new SignedCms();
            cms.Decode(data);
            return [.. cms.Certificates];
        }
        catch (CryptographicException e)
        {
            throw new CertificateLoadException(
                CertificateLoadError.Malformed, source, "the PKCS#7 content is not signed-data, or is damaged.", e);
        }
    }

    private static X509Certificate2 Decode(ReadOnlyMemory<byte> der, int index, string source)
    {
        try
        {
            // OpenSSL stops at the end of the certificate; whatever follows would be carried along unseen.
            if (WithoutTrust(der, index, source).Length == der.Length)
            {
                return X509CertificateLoader.LoadCertificate(der.Span);
            }
        }
        catch (CryptographicException e) when (e is not CertificateLoadException)
        {
            throw Malformed(index, source, e);
        }

        throw Malformed(index, source, null);
    }

    // openssl x509 -trustout appends its own structure to the certificate.
    private static ReadOnlyMemory<byte> WithoutTrust(ReadOnlyMemory<byte> der, int index, string source)
    {
        try
        {
            AsnDecoder.ReadSequence(der.Span, AsnEncodingRules.DER, out _, out _, out int consumed);
            return der[..consumed];
        }
        catch (AsnContentException e)
        {
            throw Malformed(index, source, e);
        }
    }

    private static CertificateLoadException Malformed(int index, string source, Exception? inner) =>
        new(CertificateLoadError.Malformed, source, $"certificate {index + 1} is not a well-formed X.509 certificate.", inner);
}
