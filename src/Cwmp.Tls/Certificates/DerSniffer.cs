// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;

namespace Cwmp.Tls.Certificates;

/// <summary>Recognises DER files.</summary>
internal static class DerSniffer
{
    public static DerContent Recognise(ReadOnlyMemory<byte> data)
    {
        try
        {
            // PKCS#7 and PKCS#12 writers use BER's indefinite lengths at times.
            AsnReader outer = new AsnReader(data, AsnEncodingRules.BER).ReadSequence();
            Asn1Tag first = outer.PeekTag();
            if (first == Asn1Tag.ObjectIdentifier)
            {
                return DerContent.Pkcs7;
            }

            ReadOnlyMemory<byte> firstValue = outer.ReadEncodedValue();
            Asn1Tag second = outer.PeekTag();
            if (first == Asn1Tag.Integer)
            {
                return AfterVersion(outer, second);
            }

            if (first != Asn1Tag.Sequence)
            {
                return DerContent.Unknown;
            }

            if (second == Asn1Tag.PrimitiveOctetString)
            {
                // EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING } (RFC 5958 §3)
                return DerContent.EncryptedPkcs8;
            }

            return second == Asn1Tag.Sequence && firstValue.Length > 2 ? DerContent.Signed : DerContent.Unknown;
        }
        catch (AsnContentException)
        {
            return DerContent.Unknown;
        }
    }

    private static DerContent AfterVersion(AsnReader outer, Asn1Tag second)
    {
        if (second == Asn1Tag.Integer)
        {
            return DerContent.RsaPrivateKey;
        }

        if (second == Asn1Tag.PrimitiveOctetString)
        {
            return DerContent.EcPrivateKey;
        }

        if (second != Asn1Tag.Sequence)
        {
            return DerContent.Unknown;
        }

        // Both go on with SEQUENCE { OID … }; PKCS#8 then has the key as OCTET STRING, PFX has macData or nothing.
        outer.ReadEncodedValue();
        return outer.HasData && outer.PeekTag() == Asn1Tag.PrimitiveOctetString ? DerContent.Pkcs8 : DerContent.Pkcs12;
    }
}
