// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.Certificates;

/// <content>
/// Revocation. The last CRL is the authority's memory: keep it, and give it to <see cref="LoadCrl"/> when going on later.
/// </content>
public sealed partial class CertificateAuthority
{
    private readonly Dictionary<string, RevokedCertificate> _revoked = new(StringComparer.Ordinal);
    private BigInteger _crlNumber = BigInteger.Zero;

    /// <summary>The number of the last CRL issued or loaded; zero before the first.</summary>
    public BigInteger CrlNumber
    {
        get
        {
            lock (_lock)
            {
                return _crlNumber;
            }
        }
    }

    /// <summary>Puts a certificate on the list of revoked ones. It takes effect with the next <see cref="IssueCrl"/>.</summary>
    /// <param name="certificate">A certificate this authority issued.</param>
    /// <param name="reason">Why; unspecified by default.</param>
    /// <param name="revokedAt">Since when; now by default. An earlier date of a certificate revoked before is kept.</param>
    /// <exception cref="ArgumentException">This authority did not issue the certificate.</exception>
    public void Revoke(
        X509Certificate2 certificate, X509RevocationReason reason = X509RevocationReason.Unspecified, DateTimeOffset? revokedAt = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!HasIssued(certificate))
        {
            throw new ArgumentException($"\"{Certificate.Subject}\" did not issue \"{certificate.Subject}\".", nameof(certificate));
        }

        Revoke(certificate.SerialNumberBytes.Span, reason, revokedAt);
    }

    /// <summary>Puts a serial number on the list of revoked ones, where the certificate itself is not at hand.</summary>
    /// <param name="serialNumber">The serial number, big-endian: 1 to 20 octets, positive.</param>
    /// <param name="reason">Why; unspecified by default.</param>
    /// <param name="revokedAt">Since when; now by default. An earlier date of a serial number revoked before is kept.</param>
    /// <exception cref="ArgumentException">The serial number or the reason cannot stand in a CRL.</exception>
    public void Revoke(
        ReadOnlySpan<byte> serialNumber, X509RevocationReason reason = X509RevocationReason.Unspecified, DateTimeOffset? revokedAt = null)
    {
        var serial = new BigInteger(serialNumber, isUnsigned: false, isBigEndian: true);
        if (serialNumber.Length is 0 or > 21 || serial.Sign <= 0 || serial.GetByteCount() > 21)
        {
            throw new ArgumentException("Expected a positive serial number of 1 to 20 octets.", nameof(serialNumber));
        }

        // RFC 5280 §5.3.1: 7 is not used, and removeFromCRL stands in delta CRLs only.
        if (!Enum.IsDefined(reason) || reason == X509RevocationReason.RemoveFromCrl)
        {
            throw new ArgumentException($"{reason} is no reason for a revocation.", nameof(reason));
        }

        DateTimeOffset date = revokedAt ?? _time.GetUtcNow();
        byte[] canonical = serial.ToByteArray(isBigEndian: true);
        string key = Convert.ToHexString(canonical);
        lock (_lock)
        {
            if (_revoked.TryGetValue(key, out RevokedCertificate? before) && before.RevokedAt < date)
            {
                date = before.RevokedAt;
            }

            _revoked[key] = new RevokedCertificate(canonical, date, reason);
        }

        _logger.CertificateRevoked(Certificate.Subject, key, reason.ToString(), date);
    }

    /// <summary>
    /// Takes a certificate off the list. Meant for <see cref="X509RevocationReason.CertificateHold"/>; every other reason is final.
    /// </summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>Whether it was on hold, and is no more.</returns>
    public bool Reinstate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        string key = RevocationKey(certificate);
        lock (_lock)
        {
            if (!_revoked.TryGetValue(key, out RevokedCertificate? entry) || entry.Reason != X509RevocationReason.CertificateHold)
            {
                return false;
            }

            _revoked.Remove(key);
        }

        _logger.CertificateReinstated(Certificate.Subject, key);
        return true;
    }

    /// <summary>Whether the certificate is on the list, published or not.</summary>
    /// <param name="certificate">A certificate this authority issued.</param>
    /// <returns>Whether its serial number is revoked.</returns>
    public bool IsRevoked(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        lock (_lock)
        {
            return _revoked.ContainsKey(RevocationKey(certificate));
        }
    }

    /// <summary>
    /// Issues the complete list of revoked certificates (RFC 5280 §5), with the next CRL number and the authority key identifier.
    /// </summary>
    /// <param name="validity">The time until nextUpdate: seven days by default, at most 100 years.</param>
    /// <returns>The CRL as DER. <see cref="CertificateFile.SaveCrl"/> writes it.</returns>
    /// <exception cref="InvalidOperationException">The keyUsage of this authority's certificate lacks cRLSign.</exception>
    public byte[] IssueCrl(TimeSpan? validity = null)
    {
        TimeSpan untilNext = validity ?? TimeSpan.FromDays(7);
        ThrowIfBadLifetime(untilNext);
        if (Certificate.Extension<X509KeyUsageExtension>() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign))
        {
            throw new InvalidOperationException($"\"{Certificate.Subject}\" may not sign CRLs: its keyUsage lacks cRLSign.");
        }

        DateTimeOffset now = _time.GetUtcNow();
        BigInteger number;
        byte[] crl;
        lock (_lock)
        {
            var builder = new CertificateRevocationListBuilder();
            foreach (RevokedCertificate revoked in _revoked.Values)
            {
                // RFC 5280 §5.3.1: "unspecified" is expressed by leaving the reason out.
                builder.AddEntry(
                    revoked.SerialNumber, revoked.RevokedAt, revoked.Reason == X509RevocationReason.Unspecified ? null : revoked.Reason);
            }

            number = _crlNumber + 1;
            crl = builder.Build(
                Certificate.SubjectName,
                PrivateKeys.Generator(_key),
                number,
                now + untilNext,
                PrivateKeys.HashFor(_key),
                X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                    Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false),
                now - ClockTolerance);
            _crlNumber = number;
        }

        _logger.CrlIssued(Certificate.Subject, number.ToString(System.Globalization.CultureInfo.InvariantCulture), now + untilNext);
        return crl;
    }

    /// <summary>
    /// Goes on from a CRL this authority issued earlier: its entries are added to the list, and the next number follows its number.
    /// </summary>
    /// <param name="crl">The CRL, PEM or DER.</param>
    /// <exception cref="CertificateLoadException">The data is damaged, or no CRL of this authority.</exception>
    public void LoadCrl(ReadOnlySpan<byte> crl)
    {
        byte[] der = RevocationListReader.Unwrap(crl);
        (X500DistinguishedName issuer, BigInteger number, List<RevokedCertificate> entries) = RevocationListReader.Read(der);
        if (!issuer.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData) || !SignedStructure.IsSignedBy(der, Certificate))
        {
            throw new CertificateLoadException(
                CertificateLoadError.Malformed, RevocationListReader.Source, $"the CRL was not signed by \"{Certificate.Subject}\".");
        }

        Adopt(number, entries);
    }

    private static string RevocationKey(X509Certificate2 certificate) =>
        Convert.ToHexString(
            new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true).ToByteArray(isBigEndian: true));

    private void Adopt(CertificateAuthority other)
    {
        BigInteger number;
        List<RevokedCertificate> entries;
        lock (other._lock)
        {
            number = other._crlNumber;
            entries = [.. other._revoked.Values];
        }

        Adopt(number, entries);
    }

    private void Adopt(BigInteger number, List<RevokedCertificate> entries)
    {
        lock (_lock)
        {
            _crlNumber = BigInteger.Max(_crlNumber, number);
            foreach (RevokedCertificate entry in entries)
            {
                _revoked.TryAdd(Convert.ToHexString(entry.SerialNumber), entry);
            }
        }
    }
}
