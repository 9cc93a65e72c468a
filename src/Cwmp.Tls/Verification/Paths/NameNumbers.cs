// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>
/// Numbers for names, so that each is compared once with each different one of its hash, and not with every name of every certificate:
/// that would let a peer buy hours of comparing with a few long names.
/// </summary>
internal struct NameNumbers()
{
    private readonly List<(int Hash, ParsedCertificate Certificate, DerSlice Name)> _names = new(4);

    public readonly int OfSubject(ParsedCertificate certificate) => NumberOf(certificate.SubjectHash, certificate, certificate.Subject);

    public readonly int OfIssuer(ParsedCertificate certificate) => NumberOf(certificate.IssuerHash, certificate, certificate.Issuer);

    private readonly int NumberOf(int hash, ParsedCertificate certificate, DerSlice name)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            (int otherHash, ParsedCertificate other, DerSlice otherName) = _names[i];
            if (otherHash == hash && DistinguishedName.AreEqual(other.Bytes(otherName), certificate.Bytes(name)))
            {
                return i;
            }
        }

        _names.Add((hash, certificate, name));
        return _names.Count - 1;
    }
}
