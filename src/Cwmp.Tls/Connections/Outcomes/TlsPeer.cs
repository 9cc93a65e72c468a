// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls;

/// <summary>What a handshake found out about the peer. Immutable and thread-safe.</summary>
public sealed class TlsPeer
{
    private readonly Lazy<X509Certificate2?> _certificate;

    internal TlsPeer(PeerRole role, bool isAccepted, ReadOnlyMemory<byte> certificate, VerifyResult? result)
    {
        Role = role;
        IsAccepted = isAccepted;
        CertificateData = certificate;
        VerifyResult = result;
        _certificate = new Lazy<X509Certificate2?>(Load);
    }

    /// <summary>What the peer was judged as.</summary>
    public PeerRole Role { get; }

    /// <summary>Whether the handshake may go on. True without a certificate where none is required.</summary>
    public bool IsAccepted { get; }

    /// <summary>Whether the peer showed a certificate.</summary>
    [MemberNotNullWhen(true, nameof(VerifyResult))]
    public bool ShowedCertificate => VerifyResult is not null;

    /// <summary>The verdict with every finding, or null where the peer showed no certificate.</summary>
    public VerifyResult? VerifyResult { get; }

    /// <summary>Who the device is, by an accepted certificate that names one; otherwise null.</summary>
    public DeviceIdentity? Identity => IsAccepted ? VerifyResult?.Identity : null;

    /// <summary>The peer's certificate in DER; empty where it showed none.</summary>
    public ReadOnlyMemory<byte> CertificateData { get; }

    /// <summary>
    /// The peer's certificate, or null where it showed none or one that does not decode. Made when first asked for; it may outlive the
    /// session and is released with its last reference.
    /// </summary>
    public X509Certificate2? Certificate => _certificate.Value;

    private X509Certificate2? Load()
    {
        if (CertificateData.IsEmpty)
        {
            return null;
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(CertificateData.Span);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
