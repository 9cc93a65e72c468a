// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>What holds of an error wherever it is found.</summary>
internal static class VerificationErrors
{
    /// <summary>
    /// Whether a callback may let a finding with this error pass. It may not where the certificate says nothing reliable (malformed, bad or
    /// unverifiable signature), where its CA has said no (revoked, identity outside the CA's scope), or where a limit ended the search.
    /// </summary>
    public static bool MayBeOverridden(VerificationError error) => error is not (
        VerificationError.MalformedCertificate or VerificationError.MalformedExtension
        or VerificationError.SignatureInvalid or VerificationError.SignatureAlgorithmMismatch
        or VerificationError.UnsupportedSignatureAlgorithm or VerificationError.UnusableIssuerKey
        or VerificationError.Revoked or VerificationError.IssuerScopeViolation
        or VerificationError.SearchBudgetExceeded or VerificationError.NameConstraintBudgetExceeded
        or VerificationError.RejectedByCallback);
}
