// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Issues the certificates of a CWMP deployment: intermediates, ACS certificates, CPE certificates and CRLs. It is made for a laboratory, a
/// factory line or a small operator. A large operator already has a PKI, and needs only <see cref="CertificateSigningRequest"/>.
/// </summary>
/// <remarks>
/// <para>Every certificate has a random 128-bit serial number, subject and authority key identifiers, critical basicConstraints and
/// keyUsage, and the extended key usage of its role (RFC 5280 §4.2). Its validity begins <see cref="ClockTolerance"/> before now, for peers
/// whose clock is slow, and stays within the issuer's.</para>
/// <para>Thread-safe. It owns its key and disposes it.</para>
/// </remarks>
/// <example>
/// <code>
/// using CertificateAuthority authority = CertificateAuthority.CreateRoot();
/// CertificateFile.SaveCredential(authority.Credential, "ca.pem", "ca.key");
///
/// using CertificateCredential acs = authority.IssueAcsCertificate(new AcsCertificateOptions { DnsNames = ["acs.example"] });
/// using CertificateCredential cpe = authority.IssueCpeCertificate(new DeviceIdentity("012345", "STB", "0123456789"));
/// </code>
/// </example>
public sealed partial class CertificateAuthority : IDisposable
{
    private const int SerialNumberOctets = 16;

    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(100 * 366);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _lock = new();

    private CertificateAuthority(CertificateCredential credential, TimeProvider time, ILogger logger)
    {
        Credential = credential;
        _time = time;
        _logger = logger;
        _key = PrivateKeys.Of(credential.Certificate)!;
    }

    /// <summary>How far the validity of a new certificate begins in the past: five minutes.</summary>
    public static TimeSpan ClockTolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The authority's own certificate.</summary>
    public X509Certificate2 Certificate => Credential.Certificate;

    /// <summary>
    /// Its certificate, private key and the intermediates above it: what <see cref="CertificateFile"/> saves. It is disposed with the
    /// authority.
    /// </summary>
    public CertificateCredential Credential { get; }

    /// <summary>
    /// What a certificate issued here needs beside it to reach the root: this authority's certificate and those above it, without the root.
    /// Empty for a root.
    /// </summary>
    public IReadOnlyList<X509Certificate2> Chain =>
        ChainOrder.IsSelfSigned(Certificate) ? [] : [Certificate, .. Credential.Intermediates];

    /// <summary>Makes a root authority with a new key and a self-signed certificate.</summary>
    /// <param name="options">What the certificate says; see the defaults there.</param>
    /// <param name="loggerFactory">Gets a line for everything issued and revoked; no log by default.</param>
    /// <param name="timeProvider">The clock for every validity; the system's by default.</param>
    /// <returns>The authority; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static CertificateAuthority CreateRoot(
        CertificateAuthorityOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        options ??= new CertificateAuthorityOptions();
        options = options with { CommonName = options.CommonName ?? "CWMP Root CA" };
        ThrowIfBadPathLength(options.PathLength);
        using AsymmetricAlgorithm key = PrivateKeys.Generate(options.KeyType);
        return SelfSigned(
            CertificateProfile.Authority(options, options.PathLength),
            key,
            options.Lifetime,
            timeProvider ?? TimeProvider.System,
            (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CertificateAuthority>());
    }

    /// <summary>Goes on with an authority made earlier or elsewhere.</summary>
    /// <param name="credential">
    /// Its certificate and private key, as from <see cref="CertificateFile.LoadCredential"/>; the authority makes a copy. For an
    /// intermediate, the credential's chain goes into what it issues.
    /// </param>
    /// <param name="loggerFactory">Gets a line for everything issued and revoked; no log by default.</param>
    /// <param name="timeProvider">The clock for every validity; the system's by default.</param>
    /// <returns>The authority; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// The certificate is not an authority's: basicConstraints, the keyUsage bit keyCertSign or the subject key identifier is missing.
    /// </exception>
    public static CertificateAuthority FromCredential(
        CertificateCredential credential, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        X509Certificate2 certificate = credential.Certificate;
        if (certificate.Extension<X509BasicConstraintsExtension>() is not { CertificateAuthority: true })
        {
            throw new ArgumentException(
                $"\"{certificate.Subject}\" is not an authority: its basicConstraints do not say cA.", nameof(credential));
        }

        if (certificate.Extension<X509KeyUsageExtension>() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            throw new ArgumentException(
                $"\"{certificate.Subject}\" is not an authority: its keyUsage lacks keyCertSign.", nameof(credential));
        }

        if (certificate.Extension<X509SubjectKeyIdentifierExtension>() is null)
        {
            throw new ArgumentException(
                $"\"{certificate.Subject}\" has no subject key identifier, which an "
                    + "authority must have (RFC 5280 §4.2.1.2).", nameof(credential));
        }

        return new CertificateAuthority(
            CertificateCredential.Create(certificate, credential.Intermediates),
            timeProvider ?? TimeProvider.System,
            (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CertificateAuthority>());
    }

    /// <summary>Makes an authority below this one, with a new key.</summary>
    /// <param name="options">
    /// What the certificate says; by default no further authority may follow.
    /// </param>
    /// <returns>The intermediate; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the name or the path length is this authority's.</exception>
    /// <exception cref="InvalidOperationException">
    /// This authority's path length forbids an intermediate, or its certificate is not valid now.
    /// </exception>
    public CertificateAuthority CreateIntermediate(CertificateAuthorityOptions? options = null)
    {
        options ??= new CertificateAuthorityOptions();
        options = options with { CommonName = options.CommonName ?? "CWMP Intermediate CA" };
        int pathLength = options.PathLength ?? 0;
        ThrowIfBadPathLength(pathLength);
        ThrowIfNoRoomBelow(pathLength);
        CertificateProfile profile = CertificateProfile.Authority(options, pathLength);
        if (profile.Subject.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData))
        {
            throw new ArgumentException($"An intermediate needs another name than its issuer, \"{Certificate.Subject}\".", nameof(options));
        }

        using AsymmetricAlgorithm key = PrivateKeys.Generate(options.KeyType);
        return new CertificateAuthority(Issue(profile, key, options.Lifetime), _time, _logger);
    }

    /// <summary>Issues an ACS certificate with a new key.</summary>
    /// <param name="options">The names, and what else the certificate says.</param>
    /// <returns>Certificate, key and chain; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no name or a bad one, or another option is out of range.</exception>
    /// <exception cref="InvalidOperationException">This authority's certificate is not valid now.</exception>
    public CertificateCredential IssueAcsCertificate(AcsCertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Issue(CertificateProfile.Acs(options), options.KeyType, options.Lifetime);
    }

    /// <summary>Issues an ACS certificate for the key of a request. The names come only from the options.</summary>
    /// <param name="request">The request; what it asks for is not looked at.</param>
    /// <param name="options">The names, and what else the certificate says.</param>
    /// <returns>The certificate, without key; the caller disposes it. <see cref="Chain"/> goes with it.</returns>
    /// <exception cref="ArgumentException">There is no name or a bad one, or another option is out of range.</exception>
    /// <exception cref="InvalidOperationException">This authority's certificate is not valid now.</exception>
    public X509Certificate2 IssueAcsCertificate(CertificateSigningRequest request, AcsCertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        return Issue(CertificateProfile.Acs(options), request.PublicKey, options.Lifetime);
    }

    /// <summary>
    /// Issues a CPE certificate with a new key. The identity becomes the common name in the format of TR-069 §3.4.4. Where that exceeds
    /// the 64 characters of X.520, it goes into subjectAltName as a TR-369 URN instead, which <see cref="DeviceIdentityExtractor.Default"/>
    /// and <see cref="DeviceIdentityExtractor.Urn"/> read.
    /// </summary>
    /// <param name="identity">The device.</param>
    /// <param name="options">What else the certificate says; see the defaults there.</param>
    /// <returns>Certificate, key and chain; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">This authority's certificate is not valid now.</exception>
    public CertificateCredential IssueCpeCertificate(DeviceIdentity identity, CpeCertificateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        options ??= new CpeCertificateOptions();
        return Issue(CertificateProfile.Cpe(identity, options), options.KeyType, options.Lifetime);
    }

    /// <summary>
    /// Issues a CPE certificate for the key of a request. The identity is the caller's to know; what the request claims is not looked at.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="identity">The device, as established by other means than the request.</param>
    /// <param name="options">What else the certificate says; see the defaults there.</param>
    /// <returns>The certificate, without key; the caller disposes it. <see cref="Chain"/> goes with it.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">This authority's certificate is not valid now.</exception>
    public X509Certificate2 IssueCpeCertificate(
        CertificateSigningRequest request, DeviceIdentity identity, CpeCertificateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(identity);
        options ??= new CpeCertificateOptions();
        return Issue(CertificateProfile.Cpe(identity, options), request.PublicKey, options.Lifetime);
    }

    /// <summary>Whether this authority's key signed the certificate.</summary>
    /// <param name="certificate">A certificate.</param>
    /// <returns>Whether the issuer's name is this authority's and the signature verifies with its key.</returns>
    public bool HasIssued(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData)
            && SignedStructure.IsSignedBy(certificate.RawDataMemory, Certificate);
    }

    /// <summary>Releases the private key and the certificates.</summary>
    public void Dispose()
    {
        _key.Dispose();
        Credential.Dispose();
    }

    /// <summary>The subject; nothing of the key.</summary>
    public override string ToString() => Certificate.Subject;

    private static CertificateAuthority SelfSigned(
        CertificateProfile profile, AsymmetricAlgorithm key, TimeSpan lifetime, TimeProvider time, ILogger logger)
    {
        ThrowIfBadLifetime(lifetime);
        DateTimeOffset now = time.GetUtcNow();
        var request = new CertificateRequest(profile.Subject, PrivateKeys.PublicPart(key), PrivateKeys.HashFor(key));
        foreach (X509Extension extension in profile.Extensions(request.PublicKey))
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 certificate = request.Create(
            profile.Subject, PrivateKeys.Generator(key), now - ClockTolerance, now + lifetime, NewSerialNumber());
        logger.AuthorityCreated(certificate.Subject, certificate.SerialNumber, NotAfter(certificate));
        return new CertificateAuthority(CertificateCredential.Create(certificate, key), time, logger);
    }

    // RFC 5280 §4.1.2.2: positive and at most 20 octets. The platform writes these as an unsigned number.
    private static byte[] NewSerialNumber()
    {
        byte[] serialNumber = RandomNumberGenerator.GetBytes(SerialNumberOctets);
        while (serialNumber[0] == 0)
        {
            RandomNumberGenerator.Fill(serialNumber);
        }

        return serialNumber;
    }

    private static void ThrowIfBadLifetime(TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero || lifetime > MaximumLifetime)
        {
            throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, "A lifetime is more than zero and at most 100 years.");
        }
    }

    private static void ThrowIfBadPathLength(int? pathLength)
    {
        if (pathLength is < 0 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(pathLength), pathLength, "A path length is 0 to 100, or null for no limit.");
        }
    }

    private static DateTimeOffset NotBefore(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset NotAfter(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private void ThrowIfNoRoomBelow(int pathLength)
    {
        X509BasicConstraintsExtension constraints = Certificate.Extension<X509BasicConstraintsExtension>()!;
        if (!constraints.HasPathLengthConstraint)
        {
            return;
        }

        if (constraints.PathLengthConstraint == 0)
        {
            throw new InvalidOperationException($"\"{Certificate.Subject}\" may not have authorities below it: its path length is 0.");
        }

        if (pathLength >= constraints.PathLengthConstraint)
        {
            throw new ArgumentException(
                $"The path length {pathLength} is not below that of \"{Certificate.Subject}\", "
                    + $"which is {constraints.PathLengthConstraint}.", nameof(pathLength));
        }
    }

    private CertificateCredential Issue(CertificateProfile profile, CertificateKeyType keyType, TimeSpan lifetime)
    {
        using AsymmetricAlgorithm key = PrivateKeys.Generate(keyType);
        return Issue(profile, key, lifetime);
    }

    private CertificateCredential Issue(CertificateProfile profile, AsymmetricAlgorithm key, TimeSpan lifetime)
    {
        using X509Certificate2 certificate = Issue(profile, PrivateKeys.PublicPart(key), lifetime);
        return CertificateCredential.Create(certificate, key, Chain);
    }

    private X509Certificate2 Issue(CertificateProfile profile, PublicKey key, TimeSpan lifetime)
    {
        ThrowIfBadLifetime(lifetime);
        (DateTimeOffset notBefore, DateTimeOffset notAfter) = Validity(profile.Subject, lifetime);
        var request = new CertificateRequest(profile.Subject, key, PrivateKeys.HashFor(_key));
        foreach (X509Extension extension in profile.Extensions(key))
        {
            request.CertificateExtensions.Add(extension);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        X509Certificate2 certificate;
        lock (_lock)
        {
            certificate = request.Create(Certificate.SubjectName, PrivateKeys.Generator(_key), notBefore, notAfter, NewSerialNumber());
        }

        _logger.CertificateIssued(Certificate.Subject, certificate.Subject, certificate.SerialNumber, notAfter);
        return certificate;
    }

    private (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Validity(X500DistinguishedName subject, TimeSpan lifetime)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset from = NotBefore(Certificate);
        DateTimeOffset to = NotAfter(Certificate);
        if (now < from || now >= to)
        {
            throw new InvalidOperationException(
                $"The authority \"{Certificate.Subject}\" is valid from {from:u} to {to:u} and it is "
                    + $"{now:u}: renew the authority, or correct the clock.");
        }

        DateTimeOffset notBefore = now - ClockTolerance;
        DateTimeOffset notAfter = now + lifetime;
        if (notAfter > to)
        {
            _logger.ValidityShortened(Certificate.Subject, to, subject.Name);
        }

        return (notBefore < from ? from : notBefore, notAfter > to ? to : notAfter);
    }
}
