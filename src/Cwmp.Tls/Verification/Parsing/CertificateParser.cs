// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>Takes a certificate apart (RFC 5280 §4.1), in strict DER, without exceptions.</summary>
internal static class CertificateParser
{
    /// <summary>Reads one certificate and nothing after it. On failure <paramref name="error"/> says what and where.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, out ParsedCertificate? certificate, out ParseError error)
    {
        certificate = null;
        ReadOnlySpan<byte> document = der.Span;
        var reader = new DerReader(document);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice body) || !reader.AtEnd)
        {
            error = new ParseError("Certificate is not one DER SEQUENCE", reader.Position);
            return false;
        }

        // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
        reader = new DerReader(document, body);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice tbs, out DerSlice signed)
            || !reader.TryRead(DerTag.Sequence, out _, out DerSlice outerAlgorithm)
            || !reader.TryReadBitString(out DerSlice signature, out int unused) || unused != 0 || !reader.AtEnd)
        {
            error = new ParseError("Certificate needs tbsCertificate, signatureAlgorithm and signatureValue", reader.Position);
            return false;
        }

        return TryParseSigned(der, tbs, signed, outerAlgorithm, signature, out certificate, out error);
    }

    private static bool TryParseSigned(
        ReadOnlyMemory<byte> der,
        DerSlice tbs,
        DerSlice signed,
        DerSlice outerAlgorithm,
        DerSlice signature,
        out ParsedCertificate? certificate,
        out ParseError error)
    {
        certificate = null;
        ReadOnlySpan<byte> document = der.Span;
        var reader = new DerReader(document, tbs);
        if (!TryReadVersion(document, ref reader, out int version))
        {
            return Fail("version is not v1, v2 or v3", reader, out error);
        }

        if (!reader.TryReadInteger(out DerSlice serial))
        {
            return Fail("serialNumber is not an INTEGER", reader, out error);
        }

        if (!TryReadAlgorithm(document, ref reader, out DerSlice innerAlgorithm))
        {
            return Fail("signature is not an AlgorithmIdentifier", reader, out error);
        }

        if (!TryReadName(document, ref reader, out DerSlice issuer))
        {
            return Fail("issuer is not a Name", reader, out error);
        }

        if (!TryReadValidity(document, ref reader, out long notBefore, out long notAfter, out bool rightForm))
        {
            return Fail("validity is not two times in the form of RFC 5280", reader, out error);
        }

        if (!TryReadName(document, ref reader, out DerSlice subject))
        {
            return Fail("subject is not a Name", reader, out error);
        }

        if (!reader.TryRead(DerTag.Sequence, out DerSlice keyContents, out DerSlice publicKey)
            || !PublicKeyInfo.TryRead(document, keyContents, out PublicKeyInfo keyInfo))
        {
            return Fail("subjectPublicKeyInfo is malformed", reader, out error);
        }

        // issuerUniqueID [1] and subjectUniqueID [2] are IMPLICIT BIT STRING.
        bool unique = false;
        for (int number = 1; number <= 2; number++)
        {
            if (reader.NextIs(DerTag.Context(number)))
            {
                unique = true;
                if (!reader.TryReadBitString(out _, out _, DerTag.Context(number)))
                {
                    return Fail("unique identifier is not a BIT STRING", reader, out error);
                }
            }
        }

        var extensions = new ParsedExtensions();
        if (!reader.TryReadOptional(DerTag.ContextConstructed(3), out DerSlice wrapped, out bool hasExtensions)
            || (hasExtensions && !ExtensionParser.TryRead(document, wrapped, extensions)) || !reader.AtEnd)
        {
            return Fail("extensions are malformed", reader, out error);
        }

        // RFC 5280 §4.1.2.9 and §4.1.2.8: extensions need v3, unique identifiers v2 or v3.
        if ((hasExtensions && version != 3) || (unique && version == 1))
        {
            return Fail("extensions or unique identifiers in a version that has none", reader, out error);
        }

        certificate = new ParsedCertificate
        {
            Der = der,
            Signed = signed,
            Version = version,
            Serial = serial,
            OuterAlgorithm = outerAlgorithm,
            InnerAlgorithm = innerAlgorithm,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            TimesInRightForm = rightForm,
            PublicKey = publicKey,
            KeyInfo = keyInfo,
            HasUniqueIdentifier = unique,
            Signature = signature,
            Extensions = extensions,
            IsSelfIssued = DistinguishedName.AreEqual(issuer.In(document), subject.In(document)),
        };
        error = default;
        return true;
    }

    private static bool TryReadVersion(ReadOnlySpan<byte> document, ref DerReader reader, out int version)
    {
        version = 1;
        if (!reader.TryReadOptional(DerTag.ContextConstructed(0), out DerSlice wrapped, out bool present) || !present)
        {
            return !present;
        }

        // version [0] EXPLICIT INTEGER DEFAULT v1: DER leaves a default out (X.690 §11.5).
        var inner = new DerReader(document, wrapped);
        bool valid = inner.TryReadSmallInteger(out int number) && inner.AtEnd;
        version = number + 1;
        return valid && number is 1 or 2;
    }

    private static bool TryReadAlgorithm(ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice whole)
    {
        if (!reader.TryRead(DerTag.Sequence, out DerSlice contents, out whole))
        {
            return false;
        }

        var inner = new DerReader(document, contents);
        return inner.TryReadOid(out _) && (inner.AtEnd || (inner.TryReadElement(out _, out _, out _) && inner.AtEnd));
    }

    private static bool TryReadName(ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice whole) =>
        reader.TryRead(DerTag.Sequence, out DerSlice contents, out whole) && DistinguishedName.IsWellFormed(document, contents);

    private static bool TryReadValidity(
        ReadOnlySpan<byte> document, ref DerReader reader, out long notBefore, out long notAfter, out bool rightForm)
    {
        notBefore = notAfter = 0;
        rightForm = false;
        if (!reader.TryRead(DerTag.Sequence, out DerSlice validity))
        {
            return false;
        }

        var inner = new DerReader(document, validity);
        bool valid = DerTime.TryRead(ref inner, document, out notBefore, out bool first)
            & DerTime.TryRead(ref inner, document, out notAfter, out bool second);
        rightForm = first && second;
        return valid && inner.AtEnd;
    }

    private static bool Fail(string message, DerReader reader, out ParseError error)
    {
        error = new ParseError(message, reader.Position);
        return false;
    }
}
