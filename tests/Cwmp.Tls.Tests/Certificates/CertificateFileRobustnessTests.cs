// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

/// <summary>Every loader meets every kind of damage with one exception type, and never with another.</summary>
public sealed class CertificateFileRobustnessTests : IDisposable
{
    private const string Password = "secret";
    private const string Seed = "0000KJ5sWQ10";

    // Few iterations, so that every octet can be tried.
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10);

    private static readonly Dictionary<string, Func<X509Certificate2, ECDsa, byte[]>> Inputs = new(StringComparer.Ordinal)
    {
        ["PEM"] = (certificate, key) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()),
        ["encrypted PEM"] = (certificate, key) =>
        Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)),
        ["DER certificate"] = (certificate, _) => certificate.RawData,
        ["PKCS#8"] = (_, key) => key.ExportPkcs8PrivateKey(),
        ["encrypted PKCS#8"] = (_, key) => key.ExportEncryptedPkcs8PrivateKey(Password, Encryption),
        ["SEC 1"] = (_, key) => key.ExportECPrivateKey(),
        ["PKCS#7"] = (certificate, _) => new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!,
        ["PKCS#12"] = (certificate, _) => certificate.ExportPkcs12(Encryption, Password),
    };

    private readonly TestPki _pki = new();

    public static TheoryData<string> Formats() => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_truncation_is_read_or_refused(string format)
    {
        byte[] whole = Input(format);

        for (int length = 0; length < whole.Length; length++)
        {
            ReadEverything(whole.AsSpan(0, length));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_flipped_octet_is_read_or_refused(string format)
    {
        byte[] whole = Input(format);

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= (byte)(1 << (i % 8));
            ReadEverything(changed);
        }
    }

    [Fact]
    public void Garbage_is_refused()
    {
        Gen<byte[]> garbage = Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Byte.Array[0, 300].Select(bytes => (byte[])[0x30, 0x82, 0x01, 0x00, .. bytes]),
            Gen.Byte.Array[0, 300].Select(bytes =>
            Encoding.ASCII.GetBytes("-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(bytes) + "\n-----END CERTIFICATE-----\n")),
            Gen.Byte.Array[0, 300].Select(bytes =>
            Encoding.ASCII.GetBytes("-----BEGIN PRIVATE KEY-----\n" + Convert.ToBase64String(bytes) + "\n-----END PRIVATE KEY-----\n")),
            Gen.Byte.Array[0, 300].Select(bytes => Encoding.ASCII.GetBytes("-----BEGIN ENCRYPTED PRIVATE KEY-----\n" +
                Convert.ToBase64String(bytes) + "\n-----END ENCRYPTED PRIVATE KEY-----\n")));

        garbage.Sample(
            bytes =>
            {
                ReadEverything(bytes);
                return true;
            },
            seed: Seed,
            iter: 3_000);
    }

    [Fact]
    public void Deeply_nested_DER_is_refused()
    {
        byte[] nested = new byte[200_000];
        for (int i = 0; i < nested.Length; i += 2)
        {
            nested[i] = 0x30;
            nested[i + 1] = 0x80;
        }

        ReadEverything(nested);
    }

    [Fact]
    public void Thousands_of_unclosed_blocks_take_linear_time()
    {
        string lines = string.Concat(Enumerable.Repeat("-----BEGIN CERTIFICATE-----\n", 30_000));

        ReadEverything(Encoding.ASCII.GetBytes(lines));
        ReadEverything(Encoding.ASCII.GetBytes(lines + "-----END CERTIFICATE-----\n"));
    }

    public void Dispose() => _pki.Dispose();

    private byte[] Input(string format)
    {
        X509Certificate2 certificate = _pki.Cpe().Issue().Certificate;
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return Inputs[format](certificate, key);
    }

    private static void ReadEverything(ReadOnlySpan<byte> data)
    {
        // Span parameters cannot be captured, hence three blocks of the same shape.
        try
        {
            foreach (X509Certificate2 certificate in CertificateFile.ReadCertificates(data, Password))
            {
                certificate.Dispose();
            }
        }
        catch (CertificateLoadException)
        {
        }

        try
        {
            CertificateFile.ReadPrivateKey(data, Password).Dispose();
        }
        catch (CertificateLoadException)
        {
        }

        try
        {
            CertificateFile.ReadCredential(data, Password).Dispose();
        }
        catch (CertificateLoadException)
        {
        }
    }
}
