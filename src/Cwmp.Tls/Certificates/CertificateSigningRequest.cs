// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// A PKCS#10 request (RFC 2986) whose signature has been verified: its maker holds the private key. Nothing else in it is proven; the names
/// it asks for are a wish, and whoever issues decides.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class CertificateSigningRequest
{
    /// <summary>The largest request that is read: 64 KiB.</summary>
    public const int MaxSize = 64 * 1024;

    private const string DataSource = "certificate signing request";
    private const int MinimumRsaBits = 2048;
    private const int MaximumRsaBits = 8192;

    private readonly byte[] _encoded;
    private readonly X500DistinguishedName _subject;

    private CertificateSigningRequest(byte[] encoded, X500DistinguishedName subject, PublicKey publicKey)
    {
        _encoded = encoded;
        _subject = subject;
        PublicKey = publicKey;
        CertificateName name = CertificateNames.SubjectAttribute(
            subject, CertificateNames.CommonNameOid, "common name", allowTeletex: false);
        RequestedIdentity = DeviceIdentity.TryParse(name.Text, out DeviceIdentity? identity) ? identity : null;
    }

    /// <summary>The key the certificate is to be for; possession of its private half is proven.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The device the request's common name claims to be, or null where it is no TR-069 name. Not proven.</summary>
    public DeviceIdentity? RequestedIdentity { get; }

    /// <summary>The subject the request claims, printed for people. Not proven, and not to be parsed.</summary>
    public string RequestedSubject => _subject.Name;

    /// <summary>
    /// Makes a request on a device: subject and, where the common name would be too long, subjectAltName as an authority would issue them.
    /// </summary>
    /// <param name="identity">The device.</param>
    /// <param name="key">Its key pair, <see cref="RSA"/> or <see cref="ECDsa"/>; it stays the caller's.</param>
    /// <returns>The request.</returns>
    /// <exception cref="NotSupportedException">The key is of another kind.</exception>
    public static CertificateSigningRequest CreateForCpe(DeviceIdentity identity, AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return Create(CertificateProfile.Cpe(identity, new CpeCertificateOptions()), key);
    }

    /// <summary>Makes a request for an ACS.</summary>
    /// <param name="options">The names; lifetime and key type are for the authority to say and are not used.</param>
    /// <param name="key">The key pair, <see cref="RSA"/> or <see cref="ECDsa"/>; it stays the caller's.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">There is no name, or a bad one.</exception>
    /// <exception cref="NotSupportedException">The key is of another kind.</exception>
    public static CertificateSigningRequest CreateForAcs(AcsCertificateOptions options, AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Create(CertificateProfile.Acs(options), key);
    }

    /// <summary>Reads a request and verifies its signature.</summary>
    /// <param name="data">PEM or DER, at most <see cref="MaxSize"/> octets.</param>
    /// <returns>The request.</returns>
    /// <exception cref="CertificateLoadException">
    /// The data is too large, damaged or no request; the signature does not verify; the key is neither RSA of 2048 to 8192 bits nor EC on
    /// P-256, P-384 or P-521.
    /// </exception>
    public static CertificateSigningRequest Read(ReadOnlySpan<byte> data) => Read(data, DataSource);

    /// <summary>Reads a request and verifies its signature; does not throw when that fails.</summary>
    /// <param name="data">PEM or DER, at most <see cref="MaxSize"/> octets.</param>
    /// <param name="request">The request; null on failure.</param>
    /// <param name="error">What went wrong; null on success.</param>
    /// <returns>Whether there is a request.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out CertificateSigningRequest? request,
        [NotNullWhen(false)] out CertificateLoadException? error)
    {
        try
        {
            request = Read(data, DataSource);
            error = null;
            return true;
        }
        catch (CertificateLoadException e)
        {
            request = null;
            error = e;
            return false;
        }
    }

    /// <summary>Loads a request from a file and verifies its signature.</summary>
    /// <param name="path">The file: PEM or DER, at most <see cref="MaxSize"/> octets.</param>
    /// <returns>The request.</returns>
    /// <exception cref="CertificateLoadException">
    /// The file cannot be read; for the rest see <see cref="Read(ReadOnlySpan{byte})"/>.
    /// </exception>
    public static CertificateSigningRequest Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SecretBytes content = BoundedFile.Read(path, MaxSize);
        return Read(content.Span, path);
    }

    /// <summary>The request as DER.</summary>
    /// <returns>A copy.</returns>
    public byte[] ToDer() => [.. _encoded];

    /// <summary>The request as PEM.</summary>
    /// <returns>Text that ends with a line feed.</returns>
    public string ToPem() => PemEncoding.WriteString("CERTIFICATE REQUEST", _encoded) + "\n";

    /// <summary>The subject the request claims.</summary>
    public override string ToString() => RequestedSubject;

    private static CertificateSigningRequest Create(CertificateProfile profile, AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(key);
        X509SignatureGenerator generator = PrivateKeys.Generator(key);
        PublicKey publicKey = PrivateKeys.PublicPart(key);
        var request = new CertificateRequest(profile.Subject, publicKey, PrivateKeys.HashFor(key));
        if (profile.AlternativeNames is not null)
        {
            request.CertificateExtensions.Add(profile.AlternativeNames);
        }

        return new CertificateSigningRequest(request.CreateSigningRequest(generator), profile.Subject, publicKey);
    }

    private static CertificateSigningRequest Read(ReadOnlySpan<byte> data, string source)
    {
        if (data.IsEmpty)
        {
            throw new CertificateLoadException(CertificateLoadError.Empty, source, "there is no data.");
        }

        if (data.Length > MaxSize)
        {
            throw new CertificateLoadException(
                CertificateLoadError.TooLarge, source, $"the request is larger than the limit of {MaxSize} octets.");
        }

        byte[] der = Unwrap(data, source);
        CertificateRequest decoded = Decode(der, CertificateRequestLoadOptions.SkipSignatureValidation, source);
        ThrowIfUnacceptable(decoded.PublicKey, source);
        _ = Decode(der, CertificateRequestLoadOptions.Default, source);
        return new CertificateSigningRequest(der, decoded.SubjectName, decoded.PublicKey);
    }

    private static byte[] Unwrap(ReadOnlySpan<byte> data, string source)
    {
        if (!PemBlocks.LooksLikePem(data))
        {
            return data[0] == 0x30 ? data.ToArray() : throw CertificateContent.Unknown(data, source);
        }

        using PemBlocks pem = PemBlocks.Read(data, source);
        PemBlock[] requests = [.. pem.All.Where(block => block.Label is "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST")];
        return requests.Length == 1
            ? requests[0].Data.Span.ToArray()
            : throw new CertificateLoadException(
                CertificateLoadError.NoRequest, source, $"expected one certificate signing request, found {requests.Length}.");
    }

    private static CertificateRequest Decode(byte[] der, CertificateRequestLoadOptions options, string source)
    {
        bool verifying = options == CertificateRequestLoadOptions.Default;
        try
        {
            return CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            throw verifying
                ? new CertificateLoadException(
                    CertificateLoadError.ProofOfPossessionFailed,
                    source,
                    "the signature does not verify, so whoever made the request does not prove to hold the key.",
                    e)
                : new CertificateLoadException(
                    CertificateLoadError.Malformed, source, "the content is not a well-formed PKCS#10 request.", e);
        }
    }

    private static void ThrowIfUnacceptable(PublicKey key, string source)
    {
        string? complaint;
        try
        {
            complaint = Complaint(key);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw new CertificateLoadException(CertificateLoadError.UnacceptableKey, source, "the public key cannot be decoded.", e);
        }

        if (complaint is not null)
        {
            throw new CertificateLoadException(
                CertificateLoadError.UnacceptableKey,
                source,
                $"expected an RSA key of {MinimumRsaBits} to {MaximumRsaBits} bits or an EC key on "
                    + $"P-256, P-384 or P-521, found {complaint}.");
        }
    }

    private static string? Complaint(PublicKey key)
    {
        using RSA? rsa = key.GetRSAPublicKey();
        if (rsa is not null)
        {
            RSAParameters parameters = rsa.ExportParameters(false);
            bool oddModulus = (parameters.Modulus![^1] & 1) == 1;

            // An even exponent or 1 makes signatures that prove nothing; beyond 64 bits it only makes each check slow.
            bool goodExponent = parameters.Exponent is { Length: >= 1 and <= 8 } exponent
                && (exponent[^1] & 1) == 1
                && !exponent.AsSpan().SequenceEqual([(byte)1]);
            return rsa.KeySize is >= MinimumRsaBits and <= MaximumRsaBits && oddModulus && goodExponent ? null : $"RSA {rsa.KeySize}";
        }

        using ECDsa? ecdsa = key.GetECDsaPublicKey();
        if (ecdsa is null)
        {
            return key.Oid.Value;
        }

        ECCurve curve = ecdsa.ExportParameters(false).Curve;
        return curve.IsNamed && curve.Oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35" ? null : "another curve";
    }
}
