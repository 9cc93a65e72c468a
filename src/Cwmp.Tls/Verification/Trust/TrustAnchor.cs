// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Trust;

/// <summary>
/// A CA that is trusted as it stands: a path that reaches it ends there. It need not be self-issued, so a device CA below a maker's
/// root can be trusted without its siblings (RFC 5280 §6.1.1(d)).
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class TrustAnchor
{
    private int _selfSignature;

    /// <summary>Makes an anchor of a certificate.</summary>
    /// <param name="certificate">The CA's certificate; a copy of its encoding is kept.</param>
    /// <param name="scope">The devices it may vouch for, or null for all.</param>
    /// <exception cref="CryptographicException">The certificate is not in strict DER.</exception>
    public TrustAnchor(X509Certificate2 certificate, IssuerScope? scope = null)
        : this((certificate ?? throw new ArgumentNullException(nameof(certificate))).RawDataMemory.ToArray(), scope)
    {
    }

    /// <summary>Makes an anchor of a certificate in DER.</summary>
    /// <param name="der">The whole certificate; a copy is kept.</param>
    /// <param name="scope">The devices it may vouch for, or null for all.</param>
    /// <exception cref="CryptographicException">The octets are not one certificate in strict DER.</exception>
    public TrustAnchor(ReadOnlySpan<byte> der, IssuerScope? scope = null)
        : this(der.ToArray(), scope)
    {
    }

    private TrustAnchor(byte[] der, IssuerScope? scope)
    {
        Certificate = CertificateParser.TryParse(der, out ParsedCertificate? certificate, out ParseError error)
            ? certificate!
            : throw new CryptographicException(
                $"Not a certificate in strict DER: {error}. Export it again, or leave it out of the trust store.");
        Scope = scope;
        Info = new ChainCertificate(Certificate);
    }

    /// <summary>The certificate.</summary>
    public ChainCertificate Info { get; }

    /// <summary>The devices this CA may vouch for, or null for all.</summary>
    public IssuerScope? Scope { get; }

    internal ParsedCertificate Certificate { get; }

    /// <summary>
    /// False only for a certificate that claims to be signed by its own key and is not. Trust does not come from this signature; it
    /// is the only checksum a root has.
    /// </summary>
    internal bool IsSelfSignatureSound
    {
        get
        {
            if (_selfSignature == 0)
            {
                _selfSignature = CheckSelfSignature() ? 1 : -1;
            }

            return _selfSignature > 0;
        }
    }

    private bool CheckSelfSignature()
    {
        ParsedExtensions extensions = Certificate.Extensions;
        SignatureScheme scheme = SignatureSchemes.FromAlgorithm(Certificate.Bytes(Certificate.InnerAlgorithm));
        DerSlice authority = extensions.AuthorityKeyIdentifier;
        bool claims = Certificate.IsSelfIssued
            && (authority.IsEmpty || Certificate.Bytes(authority).SequenceEqual(Certificate.Bytes(extensions.KeyIdentifier)));
        // What the platform may refuse to verify at all says nothing.
        if (!claims || scheme == SignatureScheme.Unsupported || SignatureSchemes.IsSha1(scheme))
        {
            return true;
        }

        return Certificate.Key.Verify(scheme, Certificate.Bytes(Certificate.Signed), Certificate.Bytes(Certificate.Signature))
            != SignatureOutcome.Invalid;
    }
}
