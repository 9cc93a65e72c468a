// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>A certificate in strict DER, taken apart by position. Immutable but for lazily filled caches; safe to share.</summary>
internal sealed class ParsedCertificate
{
    private byte[]? _fingerprint;
    private NameConstraintSet? _nameConstraints;
    private IssuerKey? _key;
    private ParsedCertificate? _verifiedBy;
    private int? _subjectHash;
    private int? _issuerHash;

    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The signed bytes: the whole TBSCertificate element.</summary>
    public DerSlice Signed { get; init; }

    public int Version { get; init; }

    /// <summary>Contents of the serial number INTEGER.</summary>
    public DerSlice Serial { get; init; }

    /// <summary>signatureAlgorithm, the whole element, outside the signed part (RFC 5280 §4.1.1.2).</summary>
    public DerSlice OuterAlgorithm { get; init; }

    /// <summary>signature, the whole element, inside the signed part (RFC 5280 §4.1.2.3).</summary>
    public DerSlice InnerAlgorithm { get; init; }

    /// <summary>The issuer Name, the whole element.</summary>
    public DerSlice Issuer { get; init; }

    /// <summary>The subject Name, the whole element.</summary>
    public DerSlice Subject { get; init; }

    /// <summary>notBefore, seconds since 1970.</summary>
    public long NotBefore { get; init; }

    /// <summary>notAfter, seconds since 1970.</summary>
    public long NotAfter { get; init; }

    /// <summary>Both times are in the form their year asks for (RFC 5280 §4.1.2.5).</summary>
    public bool TimesInRightForm { get; init; }

    /// <summary>SubjectPublicKeyInfo, the whole element.</summary>
    public DerSlice PublicKey { get; init; }

    public PublicKeyInfo KeyInfo { get; init; }

    public bool HasUniqueIdentifier { get; init; }

    public DerSlice Signature { get; init; }

    public required ParsedExtensions Extensions { get; init; }

    /// <summary>Subject and issuer are the same name (RFC 5280 §3.2: self-issued), which says nothing about the key.</summary>
    public bool IsSelfIssued { get; init; }

    public bool HasEmptySubject => DistinguishedName.IsEmpty(Subject);

    public ReadOnlySpan<byte> Bytes(DerSlice slice) => slice.In(Der.Span);

    /// <summary>SHA-256 of the whole certificate, computed when first asked for.</summary>
    public byte[] Fingerprint => _fingerprint ??= SHA256.HashData(Der.Span);

    /// <summary>SHA-256 of SubjectPublicKeyInfo.</summary>
    public byte[] HashPublicKey() => SHA256.HashData(Bytes(PublicKey));

    /// <summary>The subject and the alternative names.</summary>
    public PresentedNames Names => new(
        Der.Span, Subject, Extensions.Has(ExtensionKind.SubjectAltName), Extensions.WellFormed(ExtensionKind.SubjectAltName));

    /// <summary>The name constraints, taken apart when first asked for; none where the extension is absent or malformed.</summary>
    public NameConstraintSet NameConstraints =>
        _nameConstraints ??= Extensions.WellFormed(ExtensionKind.NameConstraints) is { IsEmpty: false } value
        ? NameConstraintSet.Read(Der, value)
        : NameConstraintSet.Empty;

    /// <summary>The public key as a key that verifies signatures; imported when first used, and kept.</summary>
    public IssuerKey Key
    {
        get
        {
            if (Volatile.Read(ref _key) is { } key)
            {
                return key;
            }

            var made = new IssuerKey(Der, KeyInfo);
            return Interlocked.CompareExchange(ref _key, made, null) ?? made;
        }
    }

    /// <summary>
    /// An issuer that is known to have signed this very certificate. Bytes never change, so the answer holds for as long as both
    /// objects are shared.
    /// </summary>
    public ParsedCertificate? VerifiedBy
    {
        get => Volatile.Read(ref _verifiedBy);
        set => Volatile.Write(ref _verifiedBy, value);
    }

    /// <summary>The issuer cache holds this object, so its key stays.</summary>
    public bool IsKept { get; set; }

    /// <summary>A hash that is equal for subject names that compare equal.</summary>
    public int SubjectHash => _subjectHash ??= DistinguishedName.GetHash(Bytes(Subject));

    /// <summary>A hash that is equal for issuer names that compare equal.</summary>
    public int IssuerHash => _issuerHash ??= DistinguishedName.GetHash(Bytes(Issuer));

    /// <summary>The subject is the name that another certificate gives as its issuer.</summary>
    public bool IsIssuerByName(ParsedCertificate child)
    {
        ReadOnlySpan<byte> subject = Bytes(Subject);
        ReadOnlySpan<byte> issuer = child.Bytes(child.Issuer);
        return subject.SequenceEqual(issuer) || (SubjectHash == child.IssuerHash && DistinguishedName.AreEqual(subject, issuer));
    }

    /// <summary>Releases the imported key, if any. Checks that are running finish, and a later check imports the key again.</summary>
    public void RetireKey() => Interlocked.Exchange(ref _key, null)?.Retire();

    public bool HasSameBytes(ParsedCertificate other) => ReferenceEquals(this, other) || Der.Span.SequenceEqual(other.Der.Span);

    public bool HasSameSubject(ParsedCertificate other) =>
        SubjectHash == other.SubjectHash && DistinguishedName.AreEqual(Bytes(Subject), other.Bytes(other.Subject));

    public bool HasSameKey(ParsedCertificate other) => Bytes(PublicKey).SequenceEqual(other.Bytes(other.PublicKey));
}
