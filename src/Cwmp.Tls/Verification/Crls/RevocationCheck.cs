// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>Asks the CRLs about one certificate (RFC 5280 §6.3.3).</summary>
internal static class RevocationCheck
{
    /// <summary>
    /// <see cref="VerificationError.None"/> where a valid and current CRL does not list the certificate; when that holds is in
    /// <paramref name="valid"/>.
    /// </summary>
    public static VerificationError Check(
        CrlStore store, ParsedCertificate certificate, ParsedCertificate authority, TimeView time, out Period valid, out string detail)
    {
        detail = "no CRL of the issuer";
        VerificationError error = VerificationError.RevocationUnknown;
        Period? best = null;
        foreach (ParsedCrl crl in store.FindByIssuer(authority.SubjectHash))
        {
            if (!DistinguishedName.AreEqual(crl.Bytes(crl.Issuer), authority.Bytes(authority.Subject)))
            {
                continue;
            }

            VerificationError found = CheckOne(crl, certificate, authority, time, out string foundDetail);
            if (found == VerificationError.Revoked)
            {
                valid = Period.Always;
                detail = foundDetail;
                return found;
            }

            if (found == VerificationError.None)
            {
                // Of several the one that lasts longest.
                var period = new Period(crl.ThisUpdate, crl.NextUpdate ?? long.MinValue);
                best = best is { } other && other.Until >= period.Until ? other : period;
            }
            else if (error is VerificationError.RevocationUnknown or VerificationError.CrlInvalid)
            {
                (error, detail) = (found, foundDetail);
            }
        }

        valid = best ?? Period.Always;
        return best is null ? error : VerificationError.None;
    }

    private static VerificationError CheckOne(
        ParsedCrl crl, ParsedCertificate certificate, ParsedCertificate authority, TimeView time, out string detail)
    {
        detail = string.Empty;
        // §6.3.3(f): where the CRL issuer has a key usage, it includes cRLSign.
        if (authority.Extensions.Has(ExtensionKind.KeyUsage) && !authority.Extensions.KeyUsage.HasFlag(KeyUsageBits.CrlSign))
        {
            detail = "the issuer's keyUsage has no cRLSign";
            return VerificationError.CrlSignMissing;
        }

        if (!crl.IsSignedBy(authority))
        {
            detail = "the CRL is not signed by the issuer";
            return VerificationError.CrlInvalid;
        }

        // A list that is out of date or odd in form is still the CA's word about what it lists.
        if (crl.Lists(certificate.Bytes(certificate.Serial)))
        {
            detail = $"serial number {Convert.ToHexStringLower(certificate.Bytes(certificate.Serial))} is on the CRL";
            return VerificationError.Revoked;
        }

        if (crl.Problem is not null)
        {
            detail = crl.Problem;
            return VerificationError.CrlInvalid;
        }

        switch (time.Check(crl.ThisUpdate, crl.NextUpdate ?? long.MaxValue))
        {
            case Validity.Expired:
                detail = $"nextUpdate was {DateTimeOffset.FromUnixTimeSeconds(crl.NextUpdate!.Value):u}";
                return VerificationError.CrlExpired;
            case Validity.NotYetValid:
                detail = $"thisUpdate is {DateTimeOffset.FromUnixTimeSeconds(crl.ThisUpdate):u}";
                return VerificationError.CrlNotYetValid;
            default:
                return VerificationError.None;
        }
    }
}
