// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Fuzz;

internal static partial class FuzzTargets
{
    private const string Password = "secret";

    private static FuzzSubject CertificateFiles => new(ReadCertificateFile, CertificateFileSeeds, CertificateFileWords);

    private static FuzzSubject DeviceIdentities => new(ReadDeviceIdentity, DeviceIdentitySeeds, DeviceIdentityWords);

    private static byte[][] CertificateFileWords =>
    [
        .. new[] { "-----BEGIN ", "-----END ", "-----\n", "CERTIFICATE", "X509 CRL", "PRIVATE KEY", "ENCRYPTED ", "RSA ", "EC ", "PKCS7",
            "TRUSTED ", "Proc-Type: 4,ENCRYPTED\n" }
            .Select(Encoding.ASCII.GetBytes),
        .. new[] { "3080", "3082FFFF", "0000", "0201", "0204FFFFFFFF", "A080", "0603550403", "0603551D11", "06092A864886F70D01050D",
            "06092A864886F70D01050C", "8600", "0C00", "1300" }
            .Select(Convert.FromHexString),
    ];

    private static byte[][] DeviceIdentityWords =>
        [.. new[] { "-", "%", "%2D", "%C3%A9", "%00", "%ED%A0%80", "012345-", "_", "urn:bbf:usp:id:ops::",
            "urn:bbf:usp:id:os::" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Everything that reads a file of certificates, keys, requests or CRLs: one exception type, and no other.</summary>
    private static void ReadCertificateFile(ReadOnlySpan<byte> input)
    {
        try
        {
            foreach (X509Certificate2 certificate in CertificateFile.ReadCertificates(input, Password))
            {
                using (certificate)
                {
                    DeviceIdentityExtractor.Default.Extract(certificate);
                    DeviceIdentityExtractor.FromDnsName(_ => null).Extract(certificate);
                }
            }
        }
        catch (CertificateLoadException)
        {
        }

        try
        {
            CertificateFile.ReadCredential(input, Password).Dispose();
        }
        catch (CertificateLoadException)
        {
        }

        try
        {
            RevocationListReader.Read(RevocationListReader.Unwrap(input));
        }
        catch (CertificateLoadException)
        {
        }

        CertificateSigningRequest.TryRead(input, out _, out _);
    }

    /// <summary>What is read as an identity is written and read again as the same one.</summary>
    private static void ReadDeviceIdentity(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (DeviceIdentity.TryParse(text, out DeviceIdentity? identity))
        {
            string again = identity.ToCommonName();
            if (DeviceIdentity.Parse(again) != identity || !Ascii.IsValid(again))
            {
                throw new InvalidOperationException("The identity changed on its way through its text: " + again);
            }
        }

        if (DeviceIdentity.TryCreate("00256D", text, text, out identity) && DeviceIdentity.Parse(identity.ToCommonName()) != identity)
        {
            throw new InvalidOperationException("The identity changed on its way through its text.");
        }
    }

    private static List<byte[]> CertificateFileSeeds()
    {
        using var root = CertificateAuthority.CreateRoot();
        using CertificateCredential cpe = root.IssueCpeCertificate(new DeviceIdentity("012345", "STB", new string('-', 40)));
        using ECDsa key = cpe.Certificate.GetECDsaPrivateKey()!;
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10);
        root.Revoke(cpe.Certificate, X509RevocationReason.KeyCompromise);
        return
        [
            Encoding.ASCII.GetBytes(cpe.Certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()),
            Encoding.ASCII.GetBytes(key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption)),
            cpe.Certificate.RawData,
            key.ExportECPrivateKey(),
            key.ExportEncryptedPkcs8PrivateKey(Password, encryption),
            new X509Certificate2Collection(root.Certificate).Export(X509ContentType.Pkcs7)!,
            cpe.Certificate.ExportPkcs12(encryption, Password),
            root.IssueCrl(),
            CertificateSigningRequest.CreateForCpe(new DeviceIdentity("012345", "1"), key).ToDer(),
        ];
    }

    private static List<byte[]> DeviceIdentitySeeds() =>
        [.. new[] { "012345-STB-0123456789", "012345-Set%2DTop%2DBox-0123456789", "00ABCD-AB%2F1%20%C3%A9",
            "012345-%00" }.Select(Encoding.UTF8.GetBytes)];
}
